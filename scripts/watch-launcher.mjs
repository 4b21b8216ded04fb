// npx passes no SIGTERM on: killed, it leaves what it launched running with the ports taken.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";

/**
 * Calls `onGone` once when one of the package managers that launched this process has ended.
 * The shell or terminal above them does not count, so `nohup` and `&` work as ever.
 * @param {() => void} onGone
 */
export function watchLauncher(onGone) {
  const launchers = findLaunchers();
  const timer = setInterval(() => {
    if (launchers.every(isRunning)) return;
    clearInterval(timer);
    onGone();
  }, 500);
  timer.unref();
}

/** @returns {number[]} our ancestors up to the outermost npm, npx or pnpm; none when started by hand */
export function findLaunchers() {
  /** @type {number[]} */
  const ancestors = [];
  let count = 0;
  for (let pid = process.ppid; pid > 1;) {
    const ancestor = readProcess(pid);
    if (!ancestor) break;
    ancestors.push(pid);
    if (/^(\S*\/)?(npm|npx|pnpm)\b/.test(ancestor.command)) count = ancestors.length;
    pid = ancestor.ppid;
  }
  return ancestors.slice(0, count);
}

/** @param {number} pid */
function readProcess(pid) {
  try {
    if (process.platform === "linux") {
      const [, ppid] = /** @type {RegExpMatchArray} */ (
        readFileSync(`/proc/${pid}/stat`, "utf8").match(/^\d+ \(.*\) \S (\d+)/s)
      );
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return { ppid: Number(ppid), command };
    }
    const line = execFileSync("ps", ["-o", "ppid=,command=", "-p", `${pid}`], { encoding: "utf8" });
    const [ppid, ...command] = line.trim().split(/\s+/);
    return { ppid: Number(ppid), command: command.join(" ") };
  } catch {
    // No such process any more, or no `ps`: nothing to watch.
    return null;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
