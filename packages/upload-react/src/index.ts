/** The uploader for React. */
export {
  createSessionJournal,
  describeAnnouncement,
  describeRefusal,
  english,
  german,
  germanAnnouncements,
  isUploadError,
  progressOf,
  type Announcement,
  type AnnouncementTexts,
  type Messages,
  type Refusal,
  type UploadApi,
  type UploadError,
  type UploaderOptions,
  type UploadItem,
} from "@picket/upload-core/client";
export { useImageUpload, type ImageUpload } from "./use-image-upload.ts";
export { usePreviewUrl } from "./use-preview-url.ts";
export { useUploadAnnouncements } from "./use-upload-announcements.ts";
