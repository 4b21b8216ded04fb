/** What a row says about its upload, in words, progress and possible moves. */
import { describeRefusal, type Messages, type UploadItem } from "@picket/upload-core/client";
import { isFileLost } from "./photo-item.ts";

export type ItemAction = "cancel" | "retry" | "remove";

export type ItemView = {
  tone: "waiting" | "busy" | "good" | "bad";
  text: string;
  /** 0–99 while bytes flow, `finishing` when they are handed over, null when there is nothing to show */
  progress: number | "finishing" | null;
  actions: ItemAction[];
};

export function describeItem(item: UploadItem<unknown>): ItemView {
  switch (item.status) {
    case "queued":
      return view("waiting", "Waiting for its turn", ["cancel"]);
    case "preparing":
      return view("busy", "Checking the photo…", ["cancel"], 0);
    case "ticketing":
      return view(
        "busy",
        item.file ? "Starting…" : "Looking whether it has arrived…",
        ["cancel"],
        0,
      );
    case "uploading":
      return describeTransfer(item.loadedBytes, item.sizeBytes);
    case "verifying":
      return view("busy", "Finishing…", [], "finishing");
    case "published":
      return view("good", "Published", []);
    case "retrying":
      return view("waiting", "Interrupted. Trying again by itself…", ["cancel"], 0);
    case "paused":
      // Nothing on this page pauses by hand.
      return view("waiting", "Waiting for the connection", ["cancel"]);
    case "rejected":
      // Why it is gone is said once, above all of them, beside the button that chooses them.
      if (isFileLost(item)) return view("bad", "Choose this photo again", ["remove"]);
      return view("bad", describeRefusal(item.refusal), ["remove"]);
    case "failed":
      return view("bad", describeRefusal(item.refusal, item.file ? {} : unsure), [
        "retry",
        "remove",
      ]);
    case "canceled":
      return view("waiting", "Canceled", item.file ? ["retry", "remove"] : ["remove"]);
  }
}

const notKnownYet = () => "It is not known yet whether this photo has arrived. Try again.";

/** After a reload of the page nobody has the photo, unless it had arrived: it must not be called kept. */
const unsure: Partial<Messages> = {
  SERVER_UNREACHABLE: notKnownYet,
  STORAGE_UNAVAILABLE: notKnownYet,
  INTERNAL: notKnownYet,
};

/** Bytes that left this device have not arrived yet, so the last percent is the server's to give. */
function describeTransfer(loadedBytes: number, sizeBytes: number): ItemView {
  if (loadedBytes >= sizeBytes) return view("busy", "Finishing…", ["cancel"], "finishing");
  const percent = Math.floor((loadedBytes / sizeBytes) * 100);
  return view("busy", `Uploading, ${percent} %`, ["cancel"], percent);
}

function view(
  tone: ItemView["tone"],
  text: string,
  actions: ItemAction[],
  progress: ItemView["progress"] = null,
): ItemView {
  return { tone, text, actions, progress };
}
