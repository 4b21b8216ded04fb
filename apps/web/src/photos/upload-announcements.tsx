/** What a screen reader hears of one product: the start, each quarter, what was not accepted, and the end. */
import {
  describeAnnouncement,
  useUploadAnnouncements,
  type ImageUpload,
} from "@picket/upload-react";
import { useEffect, useRef } from "react";
import { useWords } from "../words/language.tsx";
import { useAnnounce } from "./announcements.tsx";

type UploadAnnouncementsProps = {
  upload: ImageUpload<never, unknown>;
  /** said too when it is not on the page that is shown */
  title: string | null;
};

/** Apart from the list, so that the news renders nothing else. */
export function UploadAnnouncements({ upload, title }: UploadAnnouncementsProps) {
  const words = useWords();
  const announce = useAnnounce();
  const latest = useUploadAnnouncements(upload);
  const said = useRef(latest);
  useEffect(() => {
    if (said.current === latest) return;
    said.current = latest;
    const sentences = latest.map((news) => describeAnnouncement(news, words.announcements));
    announce(
      title === null ? sentences : sentences.map((sentence) => words.sayOf(title, sentence)),
    );
  }, [latest, title, words, announce]);
  return null;
}
