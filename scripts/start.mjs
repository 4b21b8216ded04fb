// `pnpm start`: builds what changed, then serves the product from this very process.
import { spawnSync } from "node:child_process";
import process from "node:process";
import { watchLauncher } from "./watch-launcher.mjs";

console.log("Building Picket (about 20 s the first time, none after that) …");

const build = spawnSync("turbo", ["run", "build", "--filter=api", "--filter=web", "--ui=stream"], {
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  encoding: "utf8",
  shell: process.platform === "win32",
});
if (build.error) throw build.error;
if (build.status !== 0) {
  console.error(build.stdout, build.stderr);
  process.exit(build.status ?? 1);
}

watchLauncher(() => process.kill(process.pid, "SIGTERM"));
// @boundaries-ignore the program is no dependency: it was built just now
await import("../apps/api/dist/main.js");
