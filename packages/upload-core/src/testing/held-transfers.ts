/** Transfers that wait for the test's word. */
import type { StorageForm } from "../client/post-form.ts";
import type { FakeOutcomes } from "./outcome-script.ts";

export type HeldTransfers = {
  /** @returns what the test said; never, when the transfer is aborted first */
  hold: (name: string, form: StorageForm) => Promise<FakeOutcomes | undefined>;
  /** names of the files that are held now */
  held: () => string[];
  /** Has a held file report how much of it was handed over. @param ratio 0–1 */
  progress: (name: string, ratio: number) => void;
  /** Lets a held file go on. @param outcomes what becomes of it; it goes well when left out */
  release: (name: string, outcomes?: FakeOutcomes) => void;
};

export function createHeldTransfers(): HeldTransfers {
  type Held = { form: StorageForm; goOn: (outcomes: FakeOutcomes | undefined) => void };
  const transfers = new Map<string, Held>();
  const find = (name: string): Held => {
    const found = transfers.get(name);
    if (!found) throw new Error(`${name} is not held; held are: ${[...transfers.keys()].join()}`);
    return found;
  };
  return {
    hold: (name, form) =>
      new Promise((resolve) => {
        const transfer = { form, goOn: resolve };
        transfers.set(name, transfer);
        form.signal.addEventListener("abort", () => {
          if (transfers.get(name) === transfer) transfers.delete(name);
        });
      }),
    held: () => [...transfers.keys()],
    progress: (name, ratio) => {
      const { form } = find(name);
      form.onProgress(Math.floor(ratio * form.file.size));
    },
    release: (name, outcomes) => {
      const { goOn } = find(name);
      transfers.delete(name);
      goOn(outcomes);
    },
  };
}
