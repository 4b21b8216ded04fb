/** What an announcement says in words. */
import { describeRefusal } from "../messages/describe-refusal.ts";
import type { Announcement } from "./announcer.ts";

export type AnnouncementTexts = {
  [Type in Announcement["type"]]: (announcement: Extract<Announcement, { type: Type }>) => string;
};

/**
 * @param texts replacements, e.g. `germanAnnouncements`
 * @returns a sentence for a live region; empty when there is nothing to say
 */
export function describeAnnouncement(
  announcement: Announcement,
  texts: Partial<AnnouncementTexts> = {},
): string {
  // Type and announcement belong together; TypeScript cannot follow that through an index.
  const describe = (texts[announcement.type] ?? english[announcement.type]) as (
    announcement: Announcement,
  ) => string;
  return describe(announcement);
}

const english: AnnouncementTexts = {
  started: ({ count }) => `Adding ${count === 1 ? "1 photo" : `${count} photos`}.`,
  progress: ({ progress }) => `${progress * 100} percent sent.`,
  failed: ({ name, refusal }) => `${name}: ${describeRefusal(refusal)}`,
  finished: ({ publishedCount, failedCount, canceledCount }) => {
    const parts = [
      publishedCount > 0 && `${publishedCount} published`,
      failedCount > 0 && `${failedCount} not published`,
      canceledCount > 0 && `${canceledCount} canceled`,
    ];
    return `All done: ${parts.filter((part) => part !== false).join(", ")}.`;
  },
};
