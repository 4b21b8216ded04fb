import { expect, test } from "vitest";
import { stateFolder } from "./state-folder.ts";

test.for([
  ["linux", {}, "/home/ann/.local/state/picket"],
  ["darwin", {}, "/home/ann/.local/state/picket"],
  ["linux", { XDG_STATE_HOME: "/state" }, "/state/picket"],
  ["linux", { XDG_STATE_HOME: "state" }, "/home/ann/.local/state/picket"],
  ["linux", { LOCALAPPDATA: "/local" }, "/home/ann/.local/state/picket"],
  ["win32", { LOCALAPPDATA: "/local" }, "/local/picket"],
] as const)("on %s with %j it is %s", ([platform, env, folder]) => {
  expect(stateFolder(env, { home: "/home/ann", platform })).toBe(folder);
});
