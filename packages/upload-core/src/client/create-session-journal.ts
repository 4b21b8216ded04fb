/** Remembers over a reload which uploads were under way, for as long as the tab is open. */
import {
  createJournal,
  type JournalEntry,
  type JournalStorage,
  type UploadJournal,
} from "./upload-journal.ts";

/**
 * Where storage is blocked or full, or there is none, nothing is remembered and nothing breaks.
 * @param key one for each uploader of the app, e.g. `product-${id}`, so that each finds its own again
 */
export function createSessionJournal(key: string): UploadJournal {
  return createJournal(sessionStorageOf(key));
}

export function sessionStorageOf(key: string): JournalStorage {
  const storageKey = `picket:${key}`;
  return {
    read: () => {
      try {
        return parseEntries(sessionStorage.getItem(storageKey));
      } catch {
        return [];
      }
    },
    write: (entries) => {
      try {
        // In one step: a page that ends here leaves the last news or these.
        if (entries.length > 0) sessionStorage.setItem(storageKey, JSON.stringify(entries));
        else sessionStorage.removeItem(storageKey);
      } catch {
        forget(storageKey);
      }
    },
  };
}

/** Wrong news would be worse than none, when there is no room for the new ones. */
function forget(storageKey: string): void {
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // Blocked: this visit is not remembered.
  }
}

/** Whatever else writes to the storage of this page, what is no entry is none. */
function parseEntries(text: string | null): JournalEntry[] {
  const value: unknown = JSON.parse(text ?? "[]");
  return Array.isArray(value) ? value.flatMap(parseEntry) : [];
}

function parseEntry(value: unknown): JournalEntry[] {
  const known = Object(value) as Record<string, unknown>;
  const { name, sizeBytes, pickedAtMs, sha256, claim, isDiscarded } = known;
  if (typeof name !== "string" || typeof sizeBytes !== "number") return [];
  return [
    {
      name,
      sizeBytes,
      ...(typeof pickedAtMs === "number" && { pickedAtMs }),
      ...(typeof sha256 === "string" && { sha256 }),
      ...(typeof claim === "string" && { claim }),
      ...(isDiscarded === true && { isDiscarded }),
    },
  ];
}
