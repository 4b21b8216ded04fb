/** The English words of the page. */
import {
  english as refusals,
  type AnnouncementTexts,
  type Messages,
} from "@picket/upload-core/client";
import { formatPart, type Part } from "./format-size.ts";
import { roundTimeLeft } from "./round-time-left.ts";

const lang = "en";
// American English would put a comma before "or".
const locale = "en-GB";

export const english = {
  lang,
  locale,
  refusals,
  announcements: {},
  /** of a product that is not on the page that is shown */
  sayOf: (title: string, sentence: string) => `${title}: ${sentence}`,
  oneMoment: "One moment…",
  header: {
    home: "Picket, all products",
    signOut: "Sign out",
    signOutAgain: "Try signing out again",
    signOutQuestion: "Some photos are not published yet. Sign out and drop them?",
    uploading: (count: number) => `${count} uploading`,
    waiting: (count: number) => `${count} waiting`,
    notPublished: (count: number) => `${count} not published`,
    /** what one of the three above says, and of which product */
    activityOf: (title: string, activity: string) => `${activity} of ${title}`,
  },
  session: {
    opening: "Opening your shop",
    signInTitle: "Sign in to your shop",
    signUpTitle: "Open your shop",
    lead: "Product photos, checked and online in seconds.",
    newHere: "New here?",
    toSignUp: "Create an account",
    hasAccount: "You have an account?",
    signIn: "Sign in",
    signUp: "Create account",
    name: "Your name",
    email: "E-mail",
    password: "Password",
    passwordHint: "At least 8 characters",
    demo: "Use the demo account",
    expired: "You are not signed in any more. Nothing in your list is lost.",
    signInAgain: "Sign in again",
    notNow: "Not now",
    refusals: {
      mismatch: "E-mail and password do not match. Check both and try again.",
      emailIncomplete: "This e-mail address is not complete.",
      passwordTooShort: "The password is too short: it needs at least 8 characters.",
      passwordTooLong: "The password is too long: it may have 128 characters.",
      emailTaken: "There is an account with this e-mail already. Sign in instead.",
      tooOften: "Too many attempts. Wait a minute and try again.",
      unreachable: "The shop's server does not answer. Wait a moment and try again.",
      other: "That did not work. Check what you typed.",
    },
  },
  messagePages: {
    notFound: {
      tab: "Page not found",
      title: "There is no such page",
      text: "The address may be mistyped, or the page was moved.",
    },
    /** the same for a product that does not exist and for one of another shop: that is nobody's business */
    unknownProduct: {
      tab: "Product not found",
      title: "This product is not in your shop",
      text: "It may have been removed, or it belongs to another shop. Check the link, or whether you are signed in with the right account.",
    },
    unreachable: {
      tab: "No connection",
      title: "The shop's server does not answer",
      text: "Check your connection and try again. Published photos are safe.",
    },
    showAll: "Show all products",
    tryAgain: "Try again",
    trying: "Trying…",
  },
  products: {
    title: "Products",
    loading: "Loading products",
    none: "Make your first product, then add photos to it.",
    more: "Show more products",
    photoCount: (count: number) => (count === 0 ? "No photos yet" : photos(count)),
    create: "New product",
    field: "Title",
    example: "Linen tea towel",
    createAndAdd: "Create and add photos",
    cancel: "Cancel",
    refusals: {
      signedOut: "You are not signed in any more. Close this and sign in again.",
      invalid: "This title cannot be used. Try a shorter one.",
      unreachable: "The shop's server does not answer. Wait a moment and try again.",
    },
    /** until its own title is known */
    product: "Product",
    loadingPhotos: "Loading photos",
  },
  gallery: {
    title: "Published photos",
    cover: "Cover",
    none: "No photos yet. The first one you add becomes the cover.",
    alt: (title: string, position: number) => `${title}, photo ${position}`,
  },
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
    amounts: (sizes: Part) => {
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
