/** How many items of a list are where, and what to say about the whole. */
import type { UploadItem } from "@picket/upload-core/client";
import { isFileLost } from "./photo-item.ts";

export type ListCounts = {
  pending: number;
  /** of those, how many wait for the connection */
  waiting: number;
  published: number;
  /** failed: the same file may be tried again */
  failed: number;
  /** refused for what the file is */
  rejected: number;
  /** to be chosen again after a reload of the page */
  lost: number;
  /** bytes that only this page has: closing it would stop them */
  atRisk: number;
};

export function countItems(items: readonly UploadItem<unknown>[]): ListCounts {
  const counts = { ...none };
  for (const item of items) {
    const { status, file } = item;
    if (isFileLost(item)) counts.lost += 1;
    else if (status === "published" || status === "failed" || status === "rejected")
      counts[status] += 1;
    else if (status !== "canceled") counts.pending += 1;
    if (status === "paused") counts.waiting += 1;
    if (file && needsPage.has(status)) counts.atRisk += 1;
  }
  return counts;
}

const none = {
  pending: 0,
  waiting: 0,
  published: 0,
  failed: 0,
  rejected: 0,
  lost: 0,
  atRisk: 0,
};

const needsPage = new Set<UploadItem<unknown>["status"]>([
  "queued",
  "preparing",
  "ticketing",
  "uploading",
  "retrying",
  "paused",
]);

/** @returns e.g. `2 published, 1 refused` */
export function summarize(counts: ListCounts): string {
  const { pending, waiting, published, failed, rejected, lost } = counts;
  const parts = [
    pending > waiting && `${pending - waiting} on the way`,
    waiting > 0 && `${waiting} waiting`,
    published > 0 && `${published} published`,
    failed > 0 && `${failed} to try again`,
    rejected > 0 && `${rejected} refused`,
    lost > 0 && `${lost} to choose again`,
  ];
  return parts.filter((part) => part !== false).join(", ");
}
