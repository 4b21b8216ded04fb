/** What a page remembers over a reload: which uploads were under way. No file and no picture, those it cannot keep. */

export type JournalEntry = {
  name: string;
  /** of the file as it was picked */
  sizeBytes: number;
  /** once there was a ticket: the server can say what became of it */
  claim?: string | undefined;
  /** the person does not want it any more, but the server was not reached to be told */
  isDiscarded?: true;
};

/** A port; `createSessionJournal` is one. Neither function may throw. */
export type UploadJournal = {
  read: () => ReadonlyArray<JournalEntry> | Promise<ReadonlyArray<JournalEntry>>;
  /** replaces everything; called at each change of a state, with the unfinished ones only */
  write: (entries: ReadonlyArray<JournalEntry>) => void;
};
