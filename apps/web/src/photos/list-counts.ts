/** How many items of a list are where, and what to say about the whole. */
import type { UploadItem } from "@picket/upload-core/client";

export type ListCounts = {
  pending: number;
  published: number;
  /** failed: the same file may be tried again */
  failed: number;
  /** refused for what the file is */
  rejected: number;
  /** bytes that only this page has: closing it would stop them */
  atRisk: number;
};

export function countItems(items: readonly UploadItem<unknown>[]): ListCounts {
  const counts = { pending: 0, published: 0, failed: 0, rejected: 0, atRisk: 0 };
  for (const { status } of items) {
    if (status === "published" || status === "failed" || status === "rejected") counts[status] += 1;
    else if (status !== "canceled") counts.pending += 1;
    if (needsPage.has(status)) counts.atRisk += 1;
  }
  return counts;
}

const needsPage = new Set<UploadItem<unknown>["status"]>([
  "queued",
  "preparing",
  "ticketing",
  "uploading",
  "retrying",
  "paused",
]);

/** @returns e.g. `2 published, 1 refused` */
export function summarize({ pending, published, failed, rejected }: ListCounts): string {
  const parts = [
    pending > 0 && `${pending} on the way`,
    published > 0 && `${published} published`,
    failed > 0 && `${failed} to try again`,
    rejected > 0 && `${rejected} refused`,
  ];
  return parts.filter((part) => part !== false).join(", ");
}
