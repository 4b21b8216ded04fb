// `node launched.mjs <port> <name …>`: starts a chain of processes with these names, the outermost first, the last of
// which watches its launchers and tells the port. It leaves at once itself: the chain belongs to nobody.
import { spawn } from "node:child_process";
import { connect } from "node:net";
import process from "node:process";
import { findLaunchers, watchLauncher } from "../watch-launcher.mjs";

const [port = "", ...names] = process.argv.slice(2);
const [name, ...inner] = names;
const isOutermost = process.env["CHAIN"] === undefined;

if (name === undefined) tell();
else launch(name);

/** @param {string} argv0 */
function launch(argv0) {
  const chain = [...(process.env["CHAIN"]?.split(",") ?? []), String(process.pid)];
  const child = spawn(process.execPath, [process.argv[1] ?? "", port, ...inner], {
    argv0,
    detached: true,
    stdio: "ignore",
    // The process that leaves is none of the chain.
    env: { ...process.env, CHAIN: isOutermost ? "" : chain.filter(Boolean).join(",") },
  });
  if (isOutermost) child.unref();
}

function tell() {
  const socket = connect(Number(port), "127.0.0.1");
  const above = process.env["CHAIN"]?.split(",").map(Number).toReversed();
  socket.write(`${JSON.stringify({ pid: process.pid, above, launchers: findLaunchers() })}\n`);
  watchLauncher(() => socket.end("gone\n"));
}
