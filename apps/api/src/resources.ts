/** What must be given back at the end, the last opened first. */
import { logError } from "./log.ts";

export type Resources = {
  add: (close: () => Promise<void>) => void;
  /** Closes everything, once; one that fails does not keep the others open. */
  close: () => Promise<void>;
};

export function createResources(): Resources {
  const closers: (() => Promise<void>)[] = [];
  return {
    add: (close) => {
      closers.push(close);
    },
    close: async () => {
      for (let close = closers.pop(); close; close = closers.pop()) {
        await close().catch((error: unknown) => logError("close", error));
      }
    },
  };
}
