// `pnpm dev-s3`: builds what changed, then is the embedded S3 alone.
import process from "node:process";
import { build } from "./build.mjs";
import { watchLauncher } from "./watch-launcher.mjs";

build("@picket/dev-s3");
watchLauncher(() => process.kill(process.pid, "SIGTERM"));
// @boundaries-ignore the program is no dependency: it was built just now
await import("../packages/dev-s3/dist/cli.js");
