/** The uploader for React. */
export {
  createSessionJournal,
  describeAnnouncement,
  describeRefusal,
  english,
  errorDocsUrl,
  german,
  germanAnnouncements,
  isUploadError,
  needsPage,
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
export {
  imageSources,
  type ImagePlace,
  type ImageSources,
  type ImageWithKeys,
  type ImageWithUrls,
} from "./image-sources.ts";
export { PicketImage, type PicketImageProps } from "./picket-image.tsx";
export { useImageUpload, type ImageUpload } from "./use-image-upload.ts";
export { useLeaveWarning } from "./use-leave-warning.ts";
export { usePreviewUrl } from "./use-preview-url.ts";
export { useUploadAnnouncements } from "./use-upload-announcements.ts";
