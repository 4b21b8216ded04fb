/** What happens to the uploads, for people who do not see it. */
import { createAnnouncer, type Announcement, type Announcer } from "@picket/upload-core/client";
import { useEffect, useState, useSyncExternalStore } from "react";

/**
 * @param upload what `useImageUpload` returned
 * @returns the latest news: start, each quarter, failures and the end, each once; for a live region in your words or in
 *   those of `describeAnnouncement`
 * @example
 * <p role="status">
 *   {useUploadAnnouncements(upload).map((news) => (
 *     <span key={news.id}>{describeAnnouncement(news)} </span>
 *   ))}
 * </p>
 */
export function useUploadAnnouncements(
  upload: Parameters<Announcer>[0],
): ReadonlyArray<Announcement> {
  const [{ subscribe, getLatest, read }] = useState(createNews);
  const latest = useSyncExternalStore(subscribe, getLatest, getLatest);
  useEffect(() => read(upload));
  return latest;
}

function createNews() {
  const announce = createAnnouncer();
  const listeners = new Set<() => void>();
  let latest: ReadonlyArray<Announcement> = [];
  return {
    getLatest: () => latest,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: (upload: Parameters<Announcer>[0]): void => {
      const news = announce(upload);
      if (news.length === 0) return;
      latest = news;
      for (const listener of listeners) listener();
    },
  };
}
