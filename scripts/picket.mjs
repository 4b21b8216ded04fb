// `pnpm picket`: builds what changed, then is the command. It ends by itself, and a second signal would cut it short,
// so it does not watch who launched it.
import { build } from "./build.mjs";

build("@picket/upload-cli");
// @boundaries-ignore the program is no dependency: it was built just now
await import("../packages/upload-cli/dist/cli.js");
