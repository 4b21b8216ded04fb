/** What is said about the whole list while it is on its way. */
import type { UploadTotals, UploaderStatus } from "@picket/upload-core/client";
import { formatSize } from "../words/format-size.ts";
import type { Words } from "../words/english.ts";

export type TotalView = {
  /** 0–99 while bytes flow, `finishing` when all of them are handed over */
  progress: number | "finishing";
  /** e.g. `12.3 of 40 MB`, `1.2 MB/s`, `about 20 s left`; only what is known now */
  parts: string[];
};

type Upload = { totals: UploadTotals; status: UploaderStatus };

/** @returns null while it is not known how much there is to send */
export function describeTotal({ totals, status }: Upload, words: Words): TotalView | null {
  const { loadedBytes, totalBytes, progress, bytesPerSecond, etaSeconds } = totals;
  if (totalBytes === 0) return null;
  if (loadedBytes >= totalBytes) return { progress: "finishing", parts: [words.total.finishing] };
  const parts = [words.total.amounts({ partBytes: loadedBytes, wholeBytes: totalBytes })];
  // Without a speed there is no time left that anybody could know, and a mean of the last seconds is none of a pause.
  if (status === "pending" && etaSeconds !== null) {
    parts.push(words.total.speed(formatSize(bytesPerSecond, words.locale)));
    parts.push(words.total.timeLeft(etaSeconds));
  }
  return { progress: Math.floor(progress * 100), parts };
}
