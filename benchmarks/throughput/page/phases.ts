/** How long items stay in each state. Watching costs time itself, so this is a run of its own. */
import type { Clock } from "@picket/upload-core/client";
import { uploadAll } from "./picket.ts";

/** Without frames, the engine tells of each state, however short. */
const clock: Clock = {
  now: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** @returns milliseconds of every item, by the state it was in */
export async function measurePhases(files: readonly File[]): Promise<Record<string, number[]>> {
  const durations: Record<string, number[]> = {};
  const since = new Map<number, { status: string; atMs: number }>();
  const note = (id: number, status: string): void => {
    const last = since.get(id);
    if (last?.status === status) return;
    const atMs = performance.now();
    since.set(id, { status, atMs });
    if (last) (durations[last.status] ??= []).push(atMs - last.atMs);
  };
  await uploadAll(files, {
    clock,
    watch: ({ subscribe, getSnapshot }) => {
      subscribe(() => getSnapshot().items.forEach(({ id, status }) => note(id, status)));
    },
  });
  return durations;
}
