/** Starts the decoder as the server does, keeps it busy for minutes, and waits to be killed. */
import { spawn } from "node:child_process";

const [childPath] = process.argv.slice(2);
const child = spawn(process.execPath, [childPath, String(2 ** 40)], {
  serialization: "advanced",
  stdio: ["ignore", "ignore", "ignore", "ipc"],
});
process.on("message", (job) => {
  child.send(job, () => process.send(child.pid));
});
