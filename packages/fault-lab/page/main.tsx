/** One component that uploads, and a window into it for the tests. */
import { StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import type { LabSettings, SeenList } from "./lab-window.ts";
import { PhotoUploads } from "./photo-uploads.tsx";
import { createStillClock } from "./still-clock.ts";

const query = new URLSearchParams(location.search);
const settings: LabSettings = {
  api: query.get("api") ?? "",
  clock: query.get("clock") === "system" ? "system" : "still",
  journal: query.get("journal"),
  maxSidePx: query.has("maxSidePx") ? Number(query.get("maxSidePx")) : null,
};
const place = document.getElementById("root");
if (place === null) throw new Error("index.html has no place for the page.");
const stillClock = createStillClock();
const clock = settings.clock === "still" ? stillClock : undefined;
const history: string[] = [];
let list: SeenList | null = null;
let mounts = 0;
let root: Root | undefined;
let actions: Pick<Window["lab"], "cancel" | "retry" | "pause" | "resume"> | undefined;

function countMount(): void {
  mounts += 1;
}

/** React renders in tasks of its own. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve));
}

window.lab = {
  list: () => list,
  history: () => history,
  cancel: () => actions?.cancel(),
  retry: () => actions?.retry(),
  pause: () => actions?.pause(),
  resume: () => actions?.resume(),
  advance: stillClock.advance,
  step: stillClock.step,
  leap: stillClock.leap,
  timers: stillClock.timers,
  mount: async () => {
    root = createRoot(place);
    root.render(
      <StrictMode>
        <PhotoUploads
          settings={settings}
          clock={clock}
          onMount={countMount}
          onRender={(seen, does) => {
            list = seen;
            actions = does;
            const status = seen.items[0]?.status;
            if (status && status !== history.at(-1)) history.push(status);
          }}
        />
      </StrictMode>,
    );
    await until(() => list !== null);
  },
  unmount: async () => {
    root?.unmount();
    list = null;
    // What a hook stops once it is really gone, it stops in the next task.
    await new Promise((resolve) => setTimeout(resolve));
  },
  countMounts: () => mounts,
};

void window.lab.mount();
