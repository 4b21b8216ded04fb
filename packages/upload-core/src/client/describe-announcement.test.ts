import { expect, test } from "vitest";
import type { Announcement } from "./announcer.ts";
import { describeAnnouncement } from "./describe-announcement.ts";
import { germanAnnouncements } from "./german-announcements.ts";

const id = 1;
const refusal = { code: "DUPLICATE_FILE", details: {} } as const;
const rows: Array<[Announcement, english: string, german: string]> = [
  [{ id, type: "started", count: 1 }, "Adding 1 photo.", "1 Foto wird hinzugefügt."],
  [{ id, type: "started", count: 3 }, "Adding 3 photos.", "3 Fotos werden hinzugefügt."],
  [{ id, type: "progress", progress: 0.25 }, "25 percent sent.", "25 Prozent gesendet."],
  [
    { id, type: "failed", name: "mug.jpg", refusal },
    "mug.jpg: This photo is already in the list.",
    "mug.jpg: Dieses Foto steht schon in der Liste.",
  ],
  [
    { id, type: "finished", publishedCount: 12, failedCount: 0, canceledCount: 0 },
    "All done: 12 published.",
    "Alles fertig: 12 veröffentlicht.",
  ],
  [
    { id, type: "finished", publishedCount: 1, failedCount: 2, canceledCount: 3 },
    "All done: 1 published, 2 not published, 3 canceled.",
    "Alles fertig: 1 veröffentlicht, 2 nicht veröffentlicht, 3 abgebrochen.",
  ],
];

test.for(rows)("%o says so in English and in German", ([announcement, english, german]) => {
  expect(describeAnnouncement(announcement)).toContain(english);
  expect(describeAnnouncement(announcement, germanAnnouncements)).toContain(german);
});

test("any of the texts can be replaced", () => {
  const texts = { started: ({ count }: { count: number }) => `${count} coming` };
  expect(describeAnnouncement({ id, type: "started", count: 2 }, texts)).toBe("2 coming");
  expect(describeAnnouncement({ id, type: "progress", progress: 0.5 }, texts)).toBe(
    "50 percent sent.",
  );
});
