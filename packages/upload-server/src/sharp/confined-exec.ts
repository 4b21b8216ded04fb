/** The shell's line that starts a program which can reach little: memory up to a limit, no file to write, no network where that can be had. */

/**
 * `exec` keeps the process id, so a kill hits the program and no shell remains.
 * A limit of memory of the system's own that is lower stays. Where there is none and none can be set, Linux starts nothing;
 * macOS knows the limit in some versions only, and there the process watches its own memory.
 * @returns a script for `sh -c`, to be followed by a file that the program must be able to read, the program, and its arguments
 */
export function confinedExec(limitBytes: number, platform: NodeJS.Platform): string {
  const limit = Math.floor(limitBytes / 1024);
  const refuse = platform === "linux" ? `[ "$(ulimit -v)" -le ${limit} ] || exit 1` : ":";
  return [
    `ulimit -v ${limit} || ${refuse}`,
    // Its memory is a stranger's photo, and whatever it wrote would outlive it.
    "ulimit -c 0",
    "ulimit -f 0",
    ...(platform === "linux" ? [unlessRefused] : []),
    'exec "$@"',
  ].join("; ");
}

/**
 * Two namespaces of its own (short options, which BusyBox knows, too): one of networks, with nothing in it, and one of users, in which
 * any user may make the other. In the second it is nobody with no rights, and what the server's process holds is closed to it.
 * The system may refuse (Docker does, as it comes), or the program may be no longer readable for somebody without root's rights.
 */
const unlessRefused = `if ${unshare(`/bin/sh -c '[ -r "$0" ] && [ -x "$1" ]' "$0" "$1" 2>/dev/null`)}; then exec ${unshare('"$@"')}; fi`;

function unshare(command: string): string {
  return `unshare -U -n ${command}`;
}
