/** The German words for announcements. */
import { describeRefusal } from "../messages/describe-refusal.ts";
import { german } from "../messages/german.ts";
import type { AnnouncementTexts } from "./describe-announcement.ts";

export const germanAnnouncements: AnnouncementTexts = {
  started: ({ count }) =>
    count === 1 ? "1 Foto wird hinzugefügt." : `${count} Fotos werden hinzugefügt.`,
  progress: ({ progress }) => `${progress * 100} Prozent gesendet.`,
  failed: ({ name, refusal }) => `${name}: ${describeRefusal(refusal, german)}`,
  finished: ({ publishedCount, failedCount, canceledCount }) => {
    const parts = [
      publishedCount > 0 && `${publishedCount} veröffentlicht`,
      failedCount > 0 && `${failedCount} nicht veröffentlicht`,
      canceledCount > 0 && `${canceledCount} abgebrochen`,
    ];
    return `Alles fertig: ${parts.filter((part) => part !== false).join(", ")}.`;
  },
};
