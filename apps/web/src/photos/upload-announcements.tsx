/** What a screen reader hears: the start, each quarter, what was not accepted, and the end. */
import {
  describeAnnouncement,
  useUploadAnnouncements,
  type ImageUpload,
} from "@picket/upload-react";

/** Apart from the list, so that the news renders these words alone. */
export function UploadAnnouncements({ upload }: { upload: ImageUpload<never, unknown> }) {
  const announcements = useUploadAnnouncements(upload);
  return (
    <p className="visually-hidden" role="status">
      {announcements.map((announcement) => (
        <span key={announcement.id}>{describeAnnouncement(announcement)} </span>
      ))}
    </p>
  );
}
