/** The English words of the page. */
import {
  english as refusals,
  type AnnouncementTexts,
  type Messages,
} from "@picket/upload-core/client";
import { formatPart } from "./format-size.ts";
import { roundTimeLeft } from "./round-time-left.ts";

// American English would put a comma before "or".
const locale = "en-GB";

export const english = {
  locale,
  refusals,
  announcements: {},
  /** of a product that is not on the page that is shown */
  sayOf: (title: string, sentence: string) => `${title}: ${sentence}`,
  dropZone: {
    title: "Add photos",
    drop: "Drop photos anywhere here",
    tap: "Tap to choose photos",
    otherWays: "or paste them, or click to choose",
    folder: "Choose a folder",
    camera: "Take photo",
    accepted: (types: string[], limit: string) => `${formatChoice(types)}, up to ${limit} each`,
  },
  item: {
    queued: "Waiting for its turn",
    preparing: "Checking the photo…",
    ticketing: "Starting…",
    uploading: (percent: number) => `Uploading, ${percent} %`,
    finishing: "Finishing…",
    /** after a reload of the page, when nobody has the photo unless it had arrived */
    looking: "Looking whether it has arrived…",
    published: "Published",
    retrying: "Interrupted. Trying again by itself…",
    waiting: "Waiting for the connection",
    paused: "Paused",
    lost: "Choose this photo again",
    canceled: "Canceled",
    notKnownYet: "It is not known yet whether this photo has arrived. Try again.",
    progressOf: (name: string) => `Upload of ${name}`,
  },
  actions: { cancel: "Cancel", retry: "Try again", remove: "Remove" },
  actionOn: (action: string, name: string) => `${action}: ${name}`,
  list: {
    name: "Photos being added",
    adding: "Adding photos",
    paused: "Paused",
    added: "Added just now",
    notPublished: "Not published",
    pause: "Pause",
    goOn: "Go on",
    cancelAll: "Cancel all",
    retryAll: (count: number) => `Try all ${count} again`,
    clear: "Clear finished",
    counts: {
      underWay: (count: number) => `${count} on the way`,
      waiting: (count: number) => `${count} waiting`,
      published: (count: number) => `${count} published`,
      failed: (count: number) => `${count} to try again`,
      rejected: (count: number) => `${count} refused`,
      lost: (count: number) => `${count} to choose again`,
      canceled: (count: number) => `${count} canceled`,
    },
  },
  notices: {
    lost: (count: number) => `The page was reloaded before ${photos(count)} had arrived.`,
    chooseAgain: (count: number) => `Choose ${count === 1 ? "it" : "them"} again`,
    canceled: (count: number) => `${photos(count)} canceled. Published photos stay.`,
    addAfterAll: "Add them after all",
    offline: "No connection. Your photos go on by themselves when it is back.",
    tryNow: "Try now",
  },
  total: {
    label: "All photos",
    amounts: (sizes: { partBytes: number; wholeBytes: number }) => {
      const { part, whole } = formatPart(sizes, locale);
      return `${part} of ${whole}`;
    },
    speed: (amount: string) => `${amount}/s`,
    timeLeft: (seconds: number) => {
      const { unit, count } = roundTimeLeft(seconds);
      if (unit === "moment") return "a few seconds left";
      const units = { second: "s", minute: "min", hour: "h" };
      return `about ${count} ${units[unit]} left`;
    },
    finishing: "All sent, finishing…",
  },
};

/** What every language has. */
export type Words = Omit<typeof english, "refusals" | "announcements"> & {
  refusals: Messages;
  announcements: Partial<AnnouncementTexts>;
};

function formatChoice(choices: string[]): string {
  return new Intl.ListFormat(locale, { type: "disjunction" }).format(choices);
}

function photos(count: number): string {
  return count === 1 ? "1 photo" : `${count} photos`;
}
