/** What outlives a reload of the page: which uploads were under way. No file and no picture, those it cannot keep. */
import type { Entry } from "./item-list.ts";
import type { HeldTicket } from "./run-upload.ts";
import { isSettled, type UploadItem } from "./state.ts";

export type JournalEntry = {
  name: string;
  /** of the file as it was picked */
  sizeBytes: number;
  /** its place, which it keeps when it is picked once more */
  pickedAtMs?: number | undefined;
  /** of its content, so that it is known again when it is picked once more */
  sha256?: string | undefined;
  /** once there was a ticket: the server can say what became of it */
  claim?: string | undefined;
  /** the person does not want it any more, but the server was not reached to be told */
  isDiscarded?: true;
};

/** A port; `createSessionJournal` has one. Neither function may throw. */
export type JournalStorage = {
  read: () => ReadonlyArray<JournalEntry> | Promise<ReadonlyArray<JournalEntry>>;
  /** replaces everything; called after changes of states, with the unfinished ones only */
  write: (entries: ReadonlyArray<JournalEntry>) => void;
};

/** What the engine asks; made by `createJournal`, so that only apps that want one load it. */
export type UploadJournal = {
  /** Writes down what is under way by then, with the current microtask's other changes. */
  save: (uploads: Uploads) => void;
  /** To be saved then. @param told fulfilled when the server knows that this upload is not wanted any more: it would publish what arrived */
  discarding: (claim: string, told: Promise<void>) => void;
  /** The list goes: what is known now is what the next visit finds. */
  close: () => void;
  /** Once, until `close`. */
  recover: (engine: {
    /** destroyed while the journal is read: then the next visit takes it up */
    signal: AbortSignal;
    takeUp: (known: JournalEntry, ticket: HeldTicket | undefined) => void;
    discard: (claim: string) => void;
  }) => Promise<void>;
  /** Is one of these the file that an item has been waiting for since the page was reloaded? */
  isFound: (item: UploadItem<unknown>, files: readonly File[]) => boolean;
  /** @returns when it was picked at first, if it is one of those that are waited for: then it keeps its place */
  pickedAtMs: (entries: ReadonlyArray<Entry<unknown, unknown>>, file: File) => number | undefined;
};

/** Asked when it is written, of a list that is not closed. */
type Uploads = () => ReadonlyArray<Entry<unknown, unknown>>;

export function createJournal({ read, write }: JournalStorage): UploadJournal {
  const unwanted = new Set<string>();
  let uploads: Uploads | undefined;
  let isUnsaved = false;
  let isRecovered = false;

  const saveNow = (): void => {
    if (isUnsaved && uploads) {
      const unfinished = uploads().filter(({ item }) => isUnfinished(item));
      write([...unfinished.map(describe), ...[...unwanted].map(describeUnwanted)]);
    }
    isUnsaved = false;
  };
  const saveSoon = (): void => {
    isUnsaved = true;
    queueMicrotask(saveNow);
  };

  return {
    save: (current) => {
      uploads = current;
      saveSoon();
    },
    discarding: (claim, told) => {
      unwanted.add(claim);
      const forget = (): void => {
        unwanted.delete(claim);
        saveSoon();
      };
      // Where that fails, the next visit tells.
      told.then(forget, () => {});
    },
    close: () => {
      saveNow();
      uploads = undefined;
      isRecovered = false;
    },
    recover: async ({ signal, takeUp, discard }) => {
      if (isRecovered) return;
      isRecovered = true;
      for (const known of await read()) {
        if (signal.aborted) return;
        const { claim, isDiscarded } = known;
        if (!isDiscarded) takeUp(known, claim === undefined ? undefined : sentTicket(claim));
        else if (claim !== undefined) discard(claim);
      }
    },
    isFound,
    pickedAtMs: (entries, file) =>
      entries.find(({ item }) => isFound(item, [file]))?.job.pickedAtMs,
  };
}

function describe({ item, job }: Entry<unknown, unknown>): JournalEntry {
  const { name, sizeBytes } = item;
  const { file, pickedAtMs, sha256, ticket } = job;
  return { name, sizeBytes: file?.size ?? sizeBytes, pickedAtMs, sha256, claim: ticket?.claim };
}

function describeUnwanted(claim: string): JournalEntry {
  return { name: "", sizeBytes: 0, claim, isDiscarded: true };
}

/** What failed may be tried again on the next visit too. */
function isUnfinished(item: UploadItem<unknown>): boolean {
  return !isSettled(item) || item.status === "failed" || isFileLost(item);
}

function isFileLost(item: UploadItem<unknown>): boolean {
  return item.status === "rejected" && item.refusal.code === "FILE_LOST";
}

function isFound(item: UploadItem<unknown>, files: readonly File[]): boolean {
  return (
    isFileLost(item) &&
    files.some(({ name, size }) => item.name === name && item.sizeBytes === size)
  );
}

/** All that is left of a ticket is its claim; the server is asked what arrived with it. */
function sentTicket(claim: string): HeldTicket {
  return { url: "", fields: {}, claim, isSent: true, expiresAtMs: 0 };
}
