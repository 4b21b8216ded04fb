/** A store whose calls can all be given up at once: for an end that does not wait for it. */
import { setMaxListeners } from "node:events";
import { uploadError } from "@picket/upload-core";
import type { ObjectStore } from "@picket/upload-server";

export type CuttableStore = {
  store: ObjectStore;
  /** From now on every call, also one that is under way, throws STORAGE_UNAVAILABLE. What was sent may still arrive. */
  cut: () => void;
};

export function withCut(store: ObjectStore): CuttableStore {
  const controller = new AbortController();
  const { signal } = controller;
  // As many as there are calls under way; Node would take them for a leak.
  setMaxListeners(0, signal);
  const untilCut = <Result>(call: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      const giveUp = (): void => reject(uploadError("STORAGE_UNAVAILABLE"));
      if (signal.aborted) return giveUp();
      signal.addEventListener("abort", giveUp);
      call()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener("abort", giveUp));
    });
  const guard =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      untilCut(() => call(...args));

  return {
    store: {
      signPost: store.signPost,
      signGet: store.signGet,
      readClaim: guard(store.readClaim),
      read: guard(store.read),
      put: guard(store.put),
      remove: guard(store.remove),
      list: async function* (prefix) {
        const entries = store.list(prefix)[Symbol.asyncIterator]();
        for (;;) {
          const entry = await untilCut(() => entries.next());
          if (entry.done) return;
          yield entry.value;
        }
      },
    },
    cut: () => controller.abort(),
  };
}
