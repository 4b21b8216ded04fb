/** A journal over what outlives the uploaders of a test, as a page's storage outlives its reloads. */
import {
  createJournal,
  type JournalEntry,
  type JournalStorage,
  type UploadJournal,
} from "../../src/client/upload-journal.ts";

/** @param storage.read e.g. one that takes its time */
export function createJournalInMemory(
  entries: readonly JournalEntry[] = [],
  storage: Partial<JournalStorage> = {},
): UploadJournal & { known: () => readonly JournalEntry[] } {
  let known = entries;
  const journal = createJournal({ read: () => known, write: (next) => (known = next), ...storage });
  return { ...journal, known: () => known };
}
