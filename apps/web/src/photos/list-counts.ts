/** How many items of a list are where, and what to say about the whole. */
import type { UploadItem } from "@picket/upload-core/client";
import type { Words } from "../words/english.ts";
import { isFileLost } from "./photo-item.ts";

export type ListCounts = {
  pending: number;
  /** of those, how many wait for the connection, or for the person to go on */
  waiting: number;
  /** of those, how many cannot be stopped any more: they have arrived */
  verifying: number;
  published: number;
  /** failed: the same file may be tried again */
  failed: number;
  /** refused for what the file is */
  rejected: number;
  /** to be chosen again after a reload of the page */
  lost: number;
  canceled: number;
};

export function countItems(items: readonly UploadItem<unknown>[]): ListCounts {
  const counts = { ...none };
  for (const item of items) {
    const { status } = item;
    if (isFileLost(item)) counts.lost += 1;
    else if (isEnd(status)) counts[status] += 1;
    else counts.pending += 1;
    if (status === "paused") counts.waiting += 1;
    if (status === "verifying") counts.verifying += 1;
  }
  return counts;
}

const none: ListCounts = {
  pending: 0,
  waiting: 0,
  verifying: 0,
  published: 0,
  failed: 0,
  rejected: 0,
  lost: 0,
  canceled: 0,
};

type Status = UploadItem<unknown>["status"];
type End = Extract<Status, "published" | "failed" | "rejected" | "canceled">;

function isEnd(status: Status): status is End {
  return ["published", "failed", "rejected", "canceled"].includes(status);
}

/** @returns e.g. `2 published, 1 refused` */
export function summarize(counts: ListCounts, words: Words["list"]["counts"]): string {
  const parts = { ...counts, underWay: counts.pending - counts.waiting };
  return order
    .filter((part) => parts[part] > 0)
    .map((part) => words[part](parts[part]))
    .join(", ");
}

const order = [
  "underWay",
  "waiting",
  "published",
  "failed",
  "rejected",
  "lost",
  "canceled",
] as const;
