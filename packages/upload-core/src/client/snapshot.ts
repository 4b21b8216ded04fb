/** The whole list as one frozen value. */
import type { ImagePolicy } from "../image-policy.ts";
import { isSettled, isWanted, type UploadItem } from "./state.ts";

export type UploadTotals = {
  /** of the items that were not refused, failed or canceled */
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** 0–1; 1 only when every item is settled, and one at least published */
  readonly progress: number;
  /** mean of the last seconds */
  readonly bytesPerSecond: number;
  /** null while nothing flows, and once all is handed over: how much of it still is in buffers nobody can say */
  readonly etaSeconds: number | null;
};

/** What the list does with files that wait. `offline`: they go on by themselves when the connection is back. */
export type ListMode = "idle" | "pending" | "paused" | "offline";

/** `idle`: empty, or waiting for `start()` · `settled`: nothing in the list can change by itself any more */
export type UploaderStatus = ListMode | "settled";

export type UploaderSnapshot<Data> = {
  readonly items: ReadonlyArray<UploadItem<Data>>;
  readonly totals: UploadTotals;
  readonly status: UploaderStatus;
  readonly isPending: boolean;
  readonly isSettled: boolean;
  /** what the server accepts; null until it was asked, which the first file does */
  readonly policy: ImagePolicy | null;
};

export function createSnapshot<Data>(facts: {
  items: ReadonlyArray<UploadItem<Data>>;
  mode: ListMode;
  policy: ImagePolicy | null;
  bytesPerSecond: number;
}): UploaderSnapshot<Data> {
  const { items, mode, policy, bytesPerSecond } = facts;
  const isEmpty = items.length === 0;
  const status = isEmpty ? "idle" : items.every(isSettled) ? "settled" : mode;
  return Object.freeze({
    items: Object.freeze(items),
    totals: Object.freeze(totalsOf(items, status, bytesPerSecond)),
    status,
    isPending: status === "pending",
    isSettled: status === "settled",
    policy,
  });
}

/** How far an item is, 0–1. Handing over the last byte is not the end: only `published` is 1. */
export function progressOf(item: UploadItem<unknown>): number {
  if (item.status === "published") return 1;
  return item.sizeBytes > 0 ? almost(loadedBytesOf(item) / item.sizeBytes) : 0;
}

function totalsOf(
  items: ReadonlyArray<UploadItem<unknown>>,
  status: UploaderStatus,
  bytesPerSecond: number,
): UploadTotals {
  let [loadedBytes, totalBytes] = [0, 0];
  for (const item of items.filter(isWanted)) {
    loadedBytes += loadedBytesOf(item);
    totalBytes += item.sizeBytes;
  }
  const progress = totalBytes > 0 ? loadedBytes / totalBytes : 0;
  return {
    loadedBytes,
    totalBytes,
    progress: status === "settled" ? progress : almost(progress),
    bytesPerSecond,
    etaSeconds:
      bytesPerSecond > 0 && loadedBytes < totalBytes
        ? (totalBytes - loadedBytes) / bytesPerSecond
        : null,
  };
}

function loadedBytesOf(item: UploadItem<unknown>): number {
  if (item.status === "uploading") return item.loadedBytes;
  return item.status === "verifying" || item.status === "published" ? item.sizeBytes : 0;
}

function almost(ratio: number): number {
  return Math.min(ratio, 0.99);
}
