/** Has the loss of the connection read aloud, once for all products. */
import { useEffect } from "react";
import { useWords } from "../words/language.tsx";
import { useAnnounce } from "./announcements.tsx";
import { useUploadActivity } from "./upload-activity.tsx";

export function OfflineAnnouncement() {
  const { notices } = useWords();
  const announce = useAnnounce();
  const { unfinished } = useUploadActivity();
  const isOffline = unfinished.some((product) => product.isOffline);
  useEffect(() => {
    if (isOffline) announce([notices.offline]);
  }, [isOffline, announce, notices]);
  return null;
}
