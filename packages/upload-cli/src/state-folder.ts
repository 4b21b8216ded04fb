/**
 * Where journals are kept: with the person's other programs' state and not beside the photos, which may lie on a
 * card that cannot be written, in a folder that is shared, or in several at once.
 */
import path from "node:path";

/** @see XDG Base Directory Specification, "XDG_STATE_HOME" */
export function stateFolder(
  env: Record<string, string | undefined>,
  { home, platform }: { home: string; platform: NodeJS.Platform },
): string {
  const { XDG_STATE_HOME: state = "", LOCALAPPDATA: local = "" } = env;
  // By the standard, a relative one is to be ignored.
  if (path.isAbsolute(state)) return path.join(state, "picket");
  if (platform === "win32" && local) return path.join(local, "picket");
  return path.join(home, ".local", "state", "picket");
}
