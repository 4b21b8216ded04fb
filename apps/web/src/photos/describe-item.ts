/** What a row says about its upload, in words, progress and possible moves. */
import { describeRefusal, type Messages, type UploadItem } from "@picket/upload-core/client";
import type { Words } from "../words/english.ts";
import { isFileLost } from "./photo-item.ts";

export type ItemAction = "cancel" | "retry" | "remove";

export type ItemView = {
  tone: "waiting" | "busy" | "good" | "bad";
  text: string;
  /** 0–99 while bytes flow, `finishing` when they are handed over, null when there is nothing to show */
  progress: number | "finishing" | null;
  actions: ItemAction[];
};

/** @param waitsFor what makes a paused list go on */
export function describeItem(
  item: UploadItem<unknown>,
  { item: words, refusals }: Pick<Words, "item" | "refusals">,
  waitsFor: "connection" | "person",
): ItemView {
  switch (item.status) {
    case "queued":
      return view("waiting", words.queued, ["cancel"]);
    case "preparing":
      return view("busy", words.preparing, ["cancel"], 0);
    case "ticketing":
      return view("busy", item.file ? words.ticketing : words.looking, ["cancel"], 0);
    case "uploading":
      return describeTransfer(item, words);
    case "verifying":
      return view("busy", words.finishing, [], "finishing");
    case "published":
      return view("good", words.published, []);
    case "retrying":
      return view("waiting", words.retrying, ["cancel"], 0);
    case "paused":
      return view("waiting", waitsFor === "person" ? words.paused : words.waiting, ["cancel"]);
    case "rejected":
      // Why it is gone is said once, above all of them, beside the button that chooses them.
      if (isFileLost(item)) return view("bad", words.lost, ["remove"]);
      return view("bad", describeRefusal(item.refusal, refusals), ["remove"]);
    case "failed": {
      const messages = item.file ? refusals : { ...refusals, ...unsure(words) };
      return view("bad", describeRefusal(item.refusal, messages), ["retry", "remove"]);
    }
    case "canceled":
      return view("waiting", words.canceled, item.file ? ["retry", "remove"] : ["remove"]);
  }
}

/** After a reload of the page nobody has the photo, unless it had arrived: it must not be called kept. */
function unsure({ notKnownYet }: Words["item"]): Partial<Messages> {
  const say = () => notKnownYet;
  return { SERVER_UNREACHABLE: say, STORAGE_UNAVAILABLE: say, NETWORK: say, INTERNAL: say };
}

type Transfer = { loadedBytes: number; sizeBytes: number };

/** Bytes that left this device have not arrived yet, so the last percent is the server's to give. */
function describeTransfer({ loadedBytes, sizeBytes }: Transfer, words: Words["item"]): ItemView {
  if (loadedBytes >= sizeBytes) return view("busy", words.finishing, ["cancel"], "finishing");
  const percent = Math.floor((loadedBytes / sizeBytes) * 100);
  return view("busy", words.uploading(percent), ["cancel"], percent);
}

function view(
  tone: ItemView["tone"],
  text: string,
  actions: ItemAction[],
  progress: ItemView["progress"] = null,
): ItemView {
  return { tone, text, actions, progress };
}
