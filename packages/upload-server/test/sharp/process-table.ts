/** What the system knows about processes; /proc where there is one, else `ps`. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

type Process = { pid: number; parentPid: number; command: string };

/** Process ids of the decoders that this test file started and that still run. */
export function decoders(): number[] {
  return listProcesses()
    .filter(
      ({ parentPid, command }) => parentPid === process.pid && command.includes("decode-child.js"),
    )
    .map(({ pid }) => pid)
    .sort((a, b) => a - b);
}

export function isRunning(pid: number): boolean {
  return listProcesses().some((one) => one.pid === pid);
}

function listProcesses(): Process[] {
  return existsSync("/proc/self/stat") ? fromProc() : fromPs();
}

function fromProc(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ");
        const stat = readFileSync(`/proc/${name}/stat`, "latin1");
        // "pid (name) state parent …", and the name may hold spaces and brackets.
        const [state, parentPid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return state === "Z" ? [] : [{ pid: Number(name), parentPid: Number(parentPid), command }];
      } catch {
        // It ended between the listing and the look.
        return [];
      }
    });
}

function fromPs(): Process[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,command="], { encoding: "utf8" });
  return [...rows.matchAll(/^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/gm)]
    .filter(([, , , state]) => !state?.startsWith("Z"))
    .map(([, pid, parentPid, , command = ""]) => ({
      pid: Number(pid),
      parentPid: Number(parentPid),
      command,
    }));
}
