/** Starts the decoder as the server does, keeps it busy for minutes, and waits to be killed. */
import { spawn } from "node:child_process";
import { writeFrame } from "../../src/sharp/frames.js";

const [childPath] = process.argv.slice(2);
const child = spawn(process.execPath, [childPath, String(2 ** 40)], {
  stdio: ["pipe", "pipe", "ignore"],
});
process.on("message", (job) => {
  writeFrame(child.stdin, job);
  // Behind the job.
  child.stdin.write("", () => process.send(child.pid));
});
