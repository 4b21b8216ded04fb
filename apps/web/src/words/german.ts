/** The German words of the page, in the formal address. */
import { german as refusals, germanAnnouncements } from "@picket/upload-core/client";
import type { Words } from "./english.ts";
import { formatPart } from "./format-size.ts";
import { roundTimeLeft } from "./round-time-left.ts";

const lang = "de";
const locale = "de-DE";

export const german: Words = {
  lang,
  locale,
  refusals,
  announcements: germanAnnouncements,
  sayOf: (title, sentence) => `${title}: ${sentence}`,
  oneMoment: "Einen Moment…",
  header: {
    home: "Picket, alle Produkte",
    signOut: "Abmelden",
    signOutAgain: "Noch einmal abmelden",
    signOutQuestion:
      "Einige Fotos sind noch nicht veröffentlicht. Wollen Sie sich abmelden und sie verwerfen?",
    uploading: (count) => `${count} unterwegs`,
    waiting: (count) => waiting(count),
    notPublished: (count) => `${count} nicht veröffentlicht`,
    activityOf: (title, activity) => `${activity}: ${title}`,
  },
  session: {
    opening: "Ihr Shop wird geöffnet",
    signInTitle: "In Ihrem Shop anmelden",
    signUpTitle: "Ihren Shop eröffnen",
    lead: "Produktfotos, geprüft und in Sekunden online.",
    newHere: "Neu hier?",
    toSignUp: "Konto anlegen",
    hasAccount: "Sie haben schon ein Konto?",
    signIn: "Anmelden",
    signUp: "Konto anlegen",
    name: "Ihr Name",
    email: "E-Mail",
    password: "Passwort",
    passwordHint: "Mindestens 8 Zeichen",
    demo: "Demo-Konto verwenden",
    expired: "Sie sind nicht mehr angemeldet. In Ihrer Liste geht nichts verloren.",
    signInAgain: "Wieder anmelden",
    notNow: "Jetzt nicht",
    refusals: {
      mismatch:
        "E-Mail und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.",
      emailIncomplete: "Diese E-Mail-Adresse ist nicht vollständig.",
      passwordTooShort: "Das Passwort ist zu kurz: Es braucht mindestens 8 Zeichen.",
      passwordTooLong: "Das Passwort ist zu lang: Es darf 128 Zeichen haben.",
      emailTaken: "Mit dieser E-Mail gibt es schon ein Konto. Melden Sie sich damit an.",
      tooOften:
        "Das waren zu viele Versuche. Warten Sie eine Minute und versuchen Sie es noch einmal.",
      unreachable:
        "Der Server des Shops antwortet nicht. Warten Sie einen Moment und versuchen Sie es noch einmal.",
      other: "Das hat nicht geklappt. Prüfen Sie Ihre Eingaben.",
    },
  },
  messagePages: {
    notFound: {
      tab: "Seite nicht gefunden",
      title: "Diese Seite gibt es nicht",
      text: "Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.",
    },
    unknownProduct: {
      tab: "Produkt nicht gefunden",
      title: "Dieses Produkt ist nicht in Ihrem Shop",
      text: "Vielleicht wurde es entfernt, oder es gehört zu einem anderen Shop. Prüfen Sie den Link und ob Sie mit dem richtigen Konto angemeldet sind.",
    },
    unreachable: {
      tab: "Keine Verbindung",
      title: "Der Server des Shops antwortet nicht",
      text: "Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal. Veröffentlichte Fotos sind sicher.",
    },
    showAll: "Alle Produkte zeigen",
    tryAgain: "Noch einmal versuchen",
    trying: "Wird versucht…",
  },
  products: {
    title: "Produkte",
    loading: "Produkte werden geladen",
    none: "Legen Sie Ihr erstes Produkt an und fügen Sie dann Fotos hinzu.",
    more: "Mehr Produkte zeigen",
    photoCount: (count) => (count === 0 ? "Noch keine Fotos" : photos(count)),
    create: "Neues Produkt",
    field: "Titel",
    example: "Geschirrtuch aus Leinen",
    createAndAdd: "Anlegen und Fotos hinzufügen",
    cancel: "Abbrechen",
    refusals: {
      signedOut:
        "Sie sind nicht mehr angemeldet. Schließen Sie dies und melden Sie sich wieder an.",
      invalid: "Dieser Titel ist nicht möglich. Versuchen Sie einen kürzeren.",
      unreachable:
        "Der Server des Shops antwortet nicht. Warten Sie einen Moment und versuchen Sie es noch einmal.",
    },
    product: "Produkt",
    loadingPhotos: "Fotos werden geladen",
  },
  gallery: {
    title: "Veröffentlichte Fotos",
    cover: "Titelbild",
    none: "Noch keine Fotos. Das erste, das Sie hinzufügen, wird das Titelbild.",
    alt: (title, position) => `${title}, Foto ${position}`,
  },
  dropZone: {
    title: "Fotos hinzufügen",
    drop: "Fotos hierher ziehen",
    tap: "Tippen und Fotos auswählen",
    otherWays: "oder einfügen, oder klicken und auswählen",
    folder: "Ordner auswählen",
    camera: "Foto aufnehmen",
    accepted: (types, limit) => `${formatChoice(types)}, jeweils bis ${limit}`,
  },
  item: {
    queued: "Kommt gleich an die Reihe",
    preparing: "Foto wird geprüft…",
    ticketing: "Beginnt…",
    uploading: (percent) => `Wird hochgeladen, ${percent} %`,
    finishing: "Wird abgeschlossen…",
    looking: "Es wird nachgesehen, ob es angekommen ist…",
    published: "Veröffentlicht",
    retrying: "Unterbrochen. Der nächste Versuch beginnt von selbst…",
    waiting: "Wartet auf die Verbindung",
    paused: "Pausiert",
    lost: "Wählen Sie dieses Foto noch einmal aus",
    canceled: "Abgebrochen",
    notKnownYet:
      "Noch steht nicht fest, ob dieses Foto angekommen ist. Versuchen Sie es noch einmal.",
    progressOf: (name) => `Upload von ${name}`,
  },
  actions: { cancel: "Abbrechen", retry: "Noch einmal versuchen", remove: "Entfernen" },
  actionOn: (action, name) => `${action}: ${name}`,
  list: {
    name: "Fotos, die hinzugefügt werden",
    adding: "Fotos werden hinzugefügt",
    paused: "Pausiert",
    added: "Eben hinzugefügt",
    notPublished: "Nicht veröffentlicht",
    pause: "Pause",
    goOn: "Weiter",
    cancelAll: "Alle abbrechen",
    retryAll: (count) => `Alle ${count} noch einmal versuchen`,
    clear: "Erledigte ausblenden",
    counts: {
      underWay: (count) => `${count} unterwegs`,
      waiting: (count) => waiting(count),
      published: (count) => `${count} veröffentlicht`,
      failed: (count) => `${count} fehlgeschlagen`,
      rejected: (count) => `${count} abgelehnt`,
      lost: (count) => `${count} noch einmal auszuwählen`,
      canceled: (count) => `${count} abgebrochen`,
    },
  },
  notices: {
    lost: (count) =>
      `Die Seite wurde neu geladen, bevor ${photos(count)} angekommen ${count === 1 ? "war" : "waren"}.`,
    chooseAgain: () => "Noch einmal auswählen",
    canceled: (count) => `${photos(count)} abgebrochen. Veröffentlichte Fotos bleiben.`,
    addAfterAll: "Doch hinzufügen",
    offline:
      "Keine Verbindung. Sobald sie wieder da ist, geht es mit Ihren Fotos von selbst weiter.",
    tryNow: "Jetzt versuchen",
  },
  total: {
    label: "Alle Fotos",
    amounts: (sizes) => {
      const { part, whole } = formatPart(sizes, locale);
      return `${part} von ${whole}`;
    },
    speed: (amount) => `${amount}/s`,
    timeLeft: (seconds) => {
      const { unit, count } = roundTimeLeft(seconds);
      if (unit === "moment") return "noch wenige Sekunden";
      const units = { second: "s", minute: "Min.", hour: "Std." };
      return `noch etwa ${count} ${units[unit]}`;
    },
    finishing: "Alles gesendet, wird abgeschlossen…",
  },
};

function formatChoice(choices: string[]): string {
  return new Intl.ListFormat(locale, { type: "disjunction" }).format(choices);
}

function photos(count: number): string {
  return count === 1 ? "1 Foto" : `${count} Fotos`;
}

function waiting(count: number): string {
  return count === 1 ? "1 wartet" : `${count} warten`;
}
