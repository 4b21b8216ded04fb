/** What an item is, and what an event means for it. Nothing else decides that. */
import type { Refusal, UploadError } from "../upload-error.ts";

type ItemFacts = {
  /** from a counter, never from name or size */
  readonly id: number;
  readonly name: string;
  /** what is sent: after preparing it may differ from `file.size` */
  readonly sizeBytes: number;
  /** what the person added, e.g. for a preview; null when it was added before the page was reloaded */
  readonly file: File | null;
  /** counts tries from 1; what an earlier one still reports changes nothing */
  readonly attempt: number;
};

type ItemState<Data> =
  | { readonly status: "queued" | "preparing" | "ticketing" | "verifying" | "paused" | "canceled" }
  | { readonly status: "uploading"; readonly loadedBytes: number }
  /** waits `delayMs` before it tries again because of `refusal` */
  | { readonly status: "retrying"; readonly delayMs: number; readonly refusal: Refusal }
  | { readonly status: "published"; readonly data: Data }
  /** the file itself is at fault: trying again would end the same way */
  | { readonly status: "rejected"; readonly refusal: Refusal }
  /** may be tried again by hand */
  | { readonly status: "failed"; readonly refusal: Refusal };

export type UploadItem<Data> = ItemFacts & ItemState<Data>;
export type UploadStatus = ItemState<unknown>["status"];

/** What a run reports. */
export type RunEvent<Data> =
  | { type: "preparing" }
  | { type: "prepared"; sizeBytes: number }
  | { type: "ticketing" }
  | { type: "uploading" }
  | { type: "progress"; loadedBytes: number }
  | { type: "verifying" }
  | { type: "published"; data: Data }
  | { type: "retrying"; delayMs: number; refusal: Refusal }
  | { type: "rejected" | "failed"; error: UploadError };

/** What a person asks for. */
export type PersonEvent = { type: "pause" | "resume" | "cancel" | "retry" };

export type UploadEvent<Data> = (RunEvent<Data> & { attempt: number }) | PersonEvent;

export function createItem(facts: Omit<ItemFacts, "attempt">): UploadItem<never> {
  return Object.freeze({ ...facts, attempt: 1, status: "queued" });
}

/** @returns the same item when the event changes nothing */
export function transition<Data>(
  item: UploadItem<Data>,
  event: UploadEvent<Data>,
): UploadItem<Data> {
  if ("attempt" in event && event.attempt !== item.attempt) return item;
  if (!comesFrom[event.type].includes(item.status)) return item;

  const { id, name, file, sizeBytes, attempt } = item;
  const to = (state: ItemState<Data>, changed: Partial<ItemFacts> = {}): UploadItem<Data> =>
    Object.freeze({ id, name, file, sizeBytes, attempt, ...changed, ...state });

  switch (event.type) {
    case "preparing":
    case "ticketing":
    case "verifying":
      return to({ status: event.type });
    case "prepared":
      return to({ status: "queued" }, { sizeBytes: event.sizeBytes });
    case "uploading":
      return to({ status: "uploading", loadedBytes: 0 });
    case "progress": {
      const before = item.status === "uploading" ? item.loadedBytes : 0;
      const loadedBytes = Math.max(before, Math.min(event.loadedBytes, sizeBytes));
      return loadedBytes === before ? item : to({ status: "uploading", loadedBytes });
    }
    case "published":
      return to({ status: "published", data: event.data });
    case "retrying": {
      const { delayMs, refusal } = event;
      return to({ status: "retrying", delayMs, refusal }, { attempt: attempt + 1 });
    }
    case "rejected":
    case "failed":
      return to({ status: event.type, refusal: event.error.refusal });
    case "pause":
      return to({ status: "paused" });
    case "cancel":
      return to({ status: "canceled" });
    case "resume":
    case "retry":
      return to({ status: "queued" }, { attempt: attempt + 1 });
  }
}

export function isSettled(item: UploadItem<unknown>): boolean {
  return !unsettled.includes(item.status);
}

/** What was rejected, failed or was canceled does not count any more, and makes room for others. */
export function isWanted(item: UploadItem<unknown>): boolean {
  return item.status === "published" || !isSettled(item);
}

/** What has arrived is verified all the same, whatever a person wants. */
const stoppable: readonly UploadStatus[] = [
  "queued",
  "preparing",
  "ticketing",
  "uploading",
  "retrying",
];
const running: readonly UploadStatus[] = [...stoppable, "verifying"];
const unsettled: readonly UploadStatus[] = [...running, "paused"];

/** In which states an event means something. A prepared file waits in the queue again, for a slot. */
const comesFrom: Record<UploadEvent<unknown>["type"], readonly UploadStatus[]> = {
  preparing: ["queued"],
  prepared: ["preparing"],
  ticketing: ["queued", "retrying"],
  uploading: ["queued", "ticketing", "retrying"],
  progress: ["uploading"],
  verifying: ["queued", "ticketing", "uploading", "retrying"],
  published: running,
  retrying: running,
  rejected: running,
  failed: running,
  pause: stoppable,
  resume: ["paused"],
  cancel: [...stoppable, "paused"],
  retry: ["failed", "canceled"],
};
