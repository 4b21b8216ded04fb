// `pnpm start`: builds what changed, then serves the product from this very process.
import process from "node:process";
import { build } from "./build.mjs";
import { watchLauncher } from "./watch-launcher.mjs";

console.log("Building Picket (about 20 s the first time, none after that) …");
build("api", "web");
watchLauncher(() => process.kill(process.pid, "SIGTERM"));
// @boundaries-ignore the program is no dependency: it was built just now
await import("../apps/api/dist/main.js");
