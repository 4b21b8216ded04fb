/** Where a process can be killed. A fail point is a wrapper around a port, so nothing of it is in the code that ships. */
import { setTimeout as delay } from "node:timers/promises";
import { incomingPrefix, type UploadBackend } from "@picket/upload-server";

/** In the order of an upload, a sweep and a deletion; C1 … C14 are the crash points of the specification. */
export const failPoints = [
  // C1: its ticket was signed and not answered
  "ticket-signed",
  // C4
  "complete-received",
  // C5: nothing was read yet
  "leased",
  // C6: the decoder is at it
  "decoding",
  // the row says so, and no public object is there
  "publishing",
  // C7: some variants are there, others are not
  "variant-written",
  // C8: all variants are there, the row is not
  "variants-written",
  // C13: within the transaction that settles
  "settling",
  // C9: the object under incoming/ is still there
  "settled",
  // C10: all is done and not answered
  "completed",
  // C12: done, and its owner not told
  "reordered",
  "moved",
  "image-deleted",
  "restored",
  // within the transaction that gives up what was deleted a week ago
  "giving-up",
  // the image's row is gone, its objects are all there
  "given-up",
  // C11: the row says so, and no object is gone
  "deleting",
  // C11: some objects are gone, others are not
  "removed-in-part",
  // C11: all objects are gone, the row does not say so
  "removed",
  // of what ended a month ago nothing is left but the rows
  "forgetting",
  // C14: between the sweep's list and what it does about an object
  "sweep-listed",
] as const;

export type FailPoint = (typeof failPoints)[number];

/** Told of every fail point that is passed; one that kills does not return. */
export type Reach = (name: FailPoint) => void;

/** Long enough for a decoder that runs already to have begun. */
const decodingMs = 60;

/** @returns the backend with a fail point wherever an effect meets a row */
export function withFailPoints<Tx>(backend: UploadBackend<Tx>, reach: Reach): UploadBackend<Tx> {
  const { ledger, processor, store } = backend;
  return {
    ...backend,
    ledger: {
      ...ledger,
      lease: async (...args) => {
        reach("complete-received");
        const answer = await ledger.lease(...args);
        if (answer.status === "leased") reach("leased");
        return answer;
      },
      beginPublishing: async (...args) => {
        const isBegun = await ledger.beginPublishing(...args);
        reach("publishing");
        return isBegun;
      },
      settle: async (lease, decide) => {
        reach("variants-written");
        const outcome = await ledger.settle(lease, async (tx) => {
          const decided = await decide(tx);
          reach("settling");
          return decided;
        });
        reach("settled");
        return outcome;
      },
      markDeleting: async (imageIds, tx) => {
        const marked = await ledger.markDeleting(imageIds, tx);
        if (marked.length > 0) reach("giving-up");
        return marked;
      },
      settleRemoval: async (...args) => {
        reach("removed");
        return ledger.settleRemoval(...args);
      },
      forget: async (...args) => {
        reach("forgetting");
        return ledger.forget(...args);
      },
      listDead: async function* () {
        for await (const imageId of ledger.listDead()) {
          reach("deleting");
          yield imageId;
        }
      },
    },
    processor: {
      render: async (...args) => {
        const rendering = processor.render(...args);
        const hasEnded = rendering.then(
          () => true,
          () => true,
        );
        // Of a small photo nobody could say whether the decoder is still at it.
        if (!(await Promise.race([hasEnded, delay(decodingMs, false)]))) reach("decoding");
        return rendering;
      },
    },
    store: {
      ...store,
      put: async (...args) => {
        const ending = await store.put(...args);
        reach("variant-written");
        return ending;
      },
      remove: async (keys) => {
        const [first, ...others] = keys;
        if (first !== undefined && others.length > 0) {
          await store.remove([first]);
          reach("removed-in-part");
        }
        await store.remove(keys);
      },
      list: async function* (prefix) {
        for await (const object of store.list(prefix)) {
          if (prefix === incomingPrefix) reach("sweep-listed");
          yield object;
        }
      },
    },
  };
}
