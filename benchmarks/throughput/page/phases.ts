/** How long items stay in each state. Watching costs time itself, so this is a run of its own. */
import { uploadAll } from "./picket.ts";

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
    watch: ({ subscribe, getSnapshot }) => {
      subscribe(() => getSnapshot().items.forEach(({ id, status }) => note(id, status)));
    },
  });
  return durations;
}
