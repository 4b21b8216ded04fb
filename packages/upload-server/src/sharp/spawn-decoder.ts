/** Starts the decoder with as little as it can do its work with. */
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { fileURLToPath } from "node:url";
import { confinedExec } from "./confined-exec.ts";

const childPath = fileURLToPath(new URL("./decode-child.js", import.meta.url));

// Without a JIT, V8 reserves some 500 MB less address space, which is left to the pixels; and a process
// that parses foreign bytes has no memory that is both writable and executable.
const nodeFlags = ["--jitless", "--max-old-space-size=128"];

/** Jobs go to its standard input, answers come from its output. Node's own channel would take answers of any size. */
export function spawnDecoder(memoryLimitBytes: number): ChildProcess {
  const program = [process.execPath, ...nodeFlags, childPath, String(memoryLimitBytes)] as const;
  const options: SpawnOptions = { env: childEnvironment(), stdio: ["pipe", "pipe", "pipe"] };
  if (process.platform === "win32") return spawn(program[0], program.slice(1), options);
  const script = confinedExec(memoryLimitBytes, process.platform);
  return spawn("/bin/sh", ["-c", script, childPath, ...program], options);
}

/** None of the server's own variables: what decodes foreign bytes is handed no secret. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return {
    VIPS_BLOCK_UNTRUSTED: "1",
    // Else libvips puts decoded pixels of more than 100 MB into a file, which this process may not write.
    VIPS_DISC_THRESHOLD: "1024g",
    // Each further malloc arena and thread reserves address space.
    MALLOC_ARENA_MAX: "2",
    UV_THREADPOOL_SIZE: "1",
    // Windows loads no network or crypto library without it.
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
  };
}
