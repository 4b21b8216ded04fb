/** What a screen reader hears: each result once, and nothing while bytes flow. */
import { useEffect, useRef, useState } from "react";
import type { UploadItem } from "@picket/upload-core/client";
import { describeItem } from "./describe-item.ts";
import { countItems, summarize } from "./list-counts.ts";

type Items = readonly UploadItem<unknown>[];

/** @returns the sentence for a polite live region; it stays until the next one */
export function useAnnouncement(items: Items): string {
  const previous = useRef<Items>([]);
  const [sentence, setSentence] = useState("");
  useEffect(() => {
    const news = announceChanges(previous.current, items);
    previous.current = items;
    if (news !== "") setSentence(news);
  }, [items]);
  return sentence;
}

/** @returns an empty string when nothing was settled in between */
export function announceChanges(before: Items, after: Items): string {
  const known = new Map(before.map(({ id, status }) => [id, status]));
  const isNews = (item: UploadItem<unknown>) =>
    known.get(item.id) !== item.status && settled.has(item.status);
  const results = after.filter(isNews).map((item) => `${item.name}: ${describeItem(item).text}`);
  const added = after.filter(({ id }) => !known.has(id)).length;
  if (added > 0) results.unshift(added === 1 ? "1 file added." : `${added} files added.`);

  const counts = countItems(after);
  const wasPending = countItems(before).pending > 0 || added > 0;
  if (wasPending && counts.pending === 0) results.push(`All done: ${summarize(counts)}.`);
  return results.join(" ");
}

const settled = new Set<UploadItem<unknown>["status"]>([
  "published",
  "rejected",
  "failed",
  "canceled",
]);
