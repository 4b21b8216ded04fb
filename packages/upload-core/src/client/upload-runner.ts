/** What happens to a file once it was added; loaded with the first one, since most visits of a page upload nothing. */
import { createAdmission } from "./admission.ts";
import { callApi, endsUpload } from "./call-api.ts";
import type { Clock } from "./clock.ts";
import type { Entry, ItemList } from "./item-list.ts";
import { postForm } from "./post-form.ts";
import { createPrepare } from "./prepare-file.ts";
import { countWorkers, holdWorker } from "./prepare-pool.ts";
import { withRetry } from "./retry.ts";
import { runUpload } from "./run-upload.ts";
import { createSlots } from "./slots.ts";
import type { UploadEvent } from "./state.ts";
import type { UploaderOptions } from "./uploader.ts";

export type UploadRunner<Input, Data> = {
  /** Reports by events, the last of which says how it ended; by none once the signal aborted. */
  run: (
    entry: Entry<Input, Data>,
    signal: AbortSignal,
    emit: (event: UploadEvent<Data>) => void,
  ) => Promise<void>;
  /**
   * Tells the server that an upload is not wanted any more, or it would publish what arrived; however long that takes.
   * @throws when the server does not know: the list was destroyed before, or it is not to be asked for minutes
   */
  discard: (claim: string) => Promise<void>;
};

/**
 * @param initial those that stay as at creation
 * @param options as they are now
 * @param list.signal ends with the list
 */
export function createUploadRunner<Input, Data>(
  initial: UploaderOptions<Input, Data>,
  options: () => UploaderOptions<Input, Data>,
  list: ItemList<Input, Data> & { signal: AbortSignal; clock: Clock },
): UploadRunner<Input, Data> {
  const { api, transport = postForm, random = Math.random } = initial;
  const { signal: listSignal, clock } = list;
  const patience = { clock, random, signal: listSignal };
  const admission = createAdmission(api, list, patience);
  const prepare = initial.prepare ?? createPrepare(options);
  const concurrency = (): number => options().concurrency ?? 3;
  const slots = {
    prepare: initial.prepare ? createSlots(countWorkers) : holdWorker,
    // One more than can be sent, so that the next one need not wait for its ticket.
    ticket: createSlots(() => concurrency() + 1),
    transfer: createSlots(concurrency),
    verify: createSlots(concurrency),
  };
  const line = { ...patience, api, transport, slots, prepare };
  return {
    run: async (entry, signal, emit) => {
      // Paused or canceled while this was loaded.
      if (signal.aborted) return;
      await runUpload(entry.job, {
        ...line,
        signal,
        admit: () => admission.admit(entry, signal),
        admitContent: (prepared) => admission.admitContent(entry, prepared),
        attempt: entry.item.attempt,
        emit,
      });
    },
    discard: async (claim) => {
      const tell = () => callApi((call) => api.discardUpload.mutate({ claim }, call), patience);
      try {
        await withRetry(tell, { ...patience, maxTries: Infinity });
      } catch (error) {
        // A server that refuses for good will not publish it either.
        if (!endsUpload(error)) throw error;
      }
    },
  };
}
