/** How long items stay in each state. Watching costs time itself, so this is a run of its own. */
import { uploadAll } from "./picket.ts";

/** @returns milliseconds of every item, by the state it was in */
export async function measurePhases(files: readonly File[]): Promise<Record<string, number[]>> {
  const durations: Record<string, number[]> = {};
  const since = new Map<number, { status: string; atMs: number }>();
  await uploadAll(files, ({ subscribe, getSnapshot }) => {
    subscribe(() => {
      const atMs = performance.now();
      for (const { id, status } of getSnapshot().items) {
        const last = since.get(id);
        if (last?.status === status) continue;
        since.set(id, { status, atMs });
        if (last) (durations[last.status] ??= []).push(atMs - last.atMs);
      }
    });
  });
  return durations;
}
