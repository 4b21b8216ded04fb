/** The shell's line that starts a program under a limit of its address space. */

/**
 * `exec` keeps the process id, so a kill hits the program and no shell remains.
 * A limit of the system's own that is lower stays. Where there is none and none can be set, Linux starts nothing;
 * macOS knows the limit in some versions only, and there the process watches its own memory.
 * @returns a script for `sh -c`, to be followed by the program and its arguments
 */
export function limitedExec(limitBytes: number, platform: NodeJS.Platform): string {
  const limit = Math.floor(limitBytes / 1024);
  const refuse = platform === "linux" ? `[ "$(ulimit -v)" -le ${limit} ] || exit 1` : ":";
  return `ulimit -v ${limit} || ${refuse}; exec "$0" "$@"`;
}
