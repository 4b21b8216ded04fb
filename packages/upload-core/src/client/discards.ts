/** Uploads that the person does not want any more: remembered until the server knows, or it would publish what arrived. */
import { callApi } from "./call-api.ts";
import { withRetry, type Patience } from "./retry.ts";
import type { UploadApi } from "./upload-api.ts";
import type { JournalEntry } from "./upload-journal.ts";

export type Discards = {
  /** tells the server, however long that takes */
  add: (claim: string) => Promise<void>;
  /** those that it does not know of yet */
  entries: () => JournalEntry[];
};

/** @param onChange called whenever `entries` changed */
export function createDiscards(
  api: Pick<UploadApi<never, unknown>, "discardUpload">,
  patience: Patience,
  onChange: () => void,
): Discards {
  const claims = new Set<string>();
  return {
    add: async (claim) => {
      claims.add(claim);
      onChange();
      const tell = () => callApi((call) => api.discardUpload.mutate({ claim }, call), patience);
      try {
        await withRetry(tell, { ...patience, maxTries: Infinity });
      } catch {
        // The page goes: its journal tells the next one. A server that refuses will not publish it either.
        if (patience.signal.aborted) return;
      }
      claims.delete(claim);
      onChange();
    },
    entries: () =>
      [...claims].map((claim) => ({ name: "", sizeBytes: 0, claim, isDiscarded: true })),
  };
}
