/** The German texts, in the formal address. */
import type { Messages } from "./describe-refusal.ts";
import {
  formatChoice,
  formatNumber,
  formatSizes,
  roundPixels,
  roundWait,
} from "./format-amounts.ts";

export const german: Messages = {
  FILE_EMPTY: () => "Diese Datei ist leer. Wählen Sie das Foto noch einmal aus.",
  FILE_TOO_LARGE: (sizes) => {
    const { size, limit } = formatSizes(sizes, locale);
    return `Diese Datei ist ${size} groß, erlaubt sind höchstens ${limit}. Speichern Sie eine kleinere Kopie und fügen Sie diese hinzu.`;
  },
  FILE_TYPE_NOT_ALLOWED: ({ actualType, allowedTypes }) =>
    actualType === "image/heic"
      ? "Das ist ein iPhone-Foto im Format HEIC. Wählen Sie für neue Fotos auf dem iPhone unter „Einstellungen › Kamera › Formate“ die Option „Maximale Kompatibilität“; dieses Foto können Sie als JPEG teilen und so hinzufügen."
      : `Das ist ${actualType === null ? "kein Bild" : `eine ${formatName(actualType)}-Datei`}. Bitte wählen Sie ein Bild im Format ${formatChoice(allowedTypes.map(formatName), locale)}.`,
  FILE_UNREADABLE: () =>
    "Diese Datei konnte nicht gelesen werden. Vielleicht wurde sie verschoben oder geändert; wählen Sie sie noch einmal aus.",
  FILE_LOST: () =>
    "Die Seite wurde neu geladen, bevor dieses Foto angekommen war. Wählen Sie es noch einmal aus.",
  IMAGE_UNREADABLE: () =>
    "Dieses Bild ist beschädigt. Öffnen Sie es in einer Foto-App, speichern Sie es neu und fügen Sie die neue Datei hinzu.",
  IMAGE_ANIMATED: () => "Dieses Bild ist animiert. Bitte wählen Sie ein Bild ohne Animation.",
  IMAGE_DIMENSIONS: ({ width, height, limit, max }) => {
    const size = `Dieses Bild hat ${number(width)} × ${number(height)} Pixel`;
    if (limit === "pixels") {
      const { unit, count } = roundPixels(max);
      const noun = unit === "pixel" ? "Pixel" : "Megapixel";
      return `${size}, erlaubt sind höchstens ${number(count)} ${noun}. Verkleinern Sie es und fügen Sie es noch einmal hinzu.`;
    }
    if (limit === "side") {
      return `${size}, die längere Seite darf höchstens ${number(max)} haben. Verkleinern Sie es und fügen Sie es noch einmal hinzu.`;
    }
    return `${size} und ist damit zu lang und schmal für ein Foto. Schneiden Sie es zu und fügen Sie es noch einmal hinzu.`;
  },
  TOO_MANY_FILES: ({ maxFiles }) =>
    `${maxFiles === 1 ? "Es ist nur ein Foto" : `Es sind nur ${number(maxFiles)} Fotos`} auf einmal möglich. Entfernen Sie andere aus der Liste und fügen Sie dieses dann noch einmal hinzu.`,
  DUPLICATE_FILE: () =>
    "Dieses Foto steht schon in der Liste. Sie brauchen es nicht noch einmal hinzuzufügen.",
  INSECURE_CONTEXT: () =>
    "Fotos können nur über eine sichere Verbindung hinzugefügt werden. Öffnen Sie diese Seite mit https.",
  INPUT_INVALID: () =>
    "Die Seite hat etwas Unerwartetes gesendet. Laden Sie sie neu und versuchen Sie es noch einmal.",
  UNAUTHORIZED: () =>
    "Sie sind nicht mehr angemeldet. Melden Sie sich an und versuchen Sie es noch einmal.",
  FORBIDDEN: () =>
    "Hier können Sie keine Fotos hinzufügen: Dieses Produkt gibt es nicht, oder es gehört zu einem anderen Shop. Prüfen Sie, ob Sie mit dem richtigen Konto angemeldet sind.",
  RATE_LIMITED: ({ retryAfterMs }) => {
    const { unit, count } = roundWait(retryAfterMs);
    const noun = unit === "second" ? "Sekunde" : "Minute";
    return `Das waren zu viele Uploads auf einmal. Versuchen Sie es in ${number(count)} ${noun}${count === 1 ? "" : "n"} noch einmal.`;
  },
  QUOTA_EXCEEDED: () =>
    "Der Speicherplatz Ihres Shops ist voll. Löschen Sie Fotos, die Sie nicht mehr brauchen, und versuchen Sie es noch einmal.",
  SERVER_UNREACHABLE: () =>
    "Der Server des Shops antwortet nicht. Ihr Foto bleibt in der Liste; versuchen Sie es noch einmal.",
  NETWORK: () => "Die Verbindung ist abgebrochen. Prüfen Sie sie und versuchen Sie es noch einmal.",
  STORAGE_UNAVAILABLE: () =>
    "Der Fotospeicher antwortet nicht. Ihr Foto bleibt in der Liste; versuchen Sie es noch einmal.",
  STORAGE_REFUSED: () =>
    "Der Fotospeicher hat diese Datei abgelehnt. Versuchen Sie es noch einmal oder wenden Sie sich an den Support.",
  TICKET_EXPIRED: () =>
    "Das Hochladen hat zu lange gedauert und wurde nicht mehr angenommen. Versuchen Sie es noch einmal.",
  CLAIM_INVALID: () => "Dieser Upload ist nicht bekannt. Fügen Sie das Foto noch einmal hinzu.",
  OBJECT_MISSING: () => "Das Foto ist nicht angekommen. Versuchen Sie es noch einmal.",
  OBJECT_MISMATCH: () =>
    "Angekommen ist nicht das Foto, das Sie ausgewählt haben. Fügen Sie es noch einmal hinzu.",
  PROCESSING_FAILED: () =>
    "Dieses Foto konnte nicht verarbeitet werden. Speichern Sie es in einer Foto-App neu und fügen Sie die neue Datei hinzu.",
  IMAGE_REFUSED: () => "Dieses Foto wurde nicht angenommen. Bitte wählen Sie ein anderes.",
  INTERNAL: () =>
    "Bei uns ist etwas schiefgegangen. Ihr Foto bleibt in der Liste; versuchen Sie es noch einmal.",
};

const locale = "de-DE";

/** Where it is not just the second half of the media type. */
const formatNames: Record<string, string> = {
  "image/webp": "WebP",
  "image/svg+xml": "SVG",
  "image/jxl": "JPEG-XL",
};

function formatName(type: string): string {
  return formatNames[type] ?? type.slice(type.indexOf("/") + 1).toUpperCase();
}

function number(value: number): string {
  return formatNumber(value, locale);
}
