/** The uploader for React. */
export {
  describeRefusal,
  english,
  german,
  isUploadError,
  progressOf,
  type Messages,
  type Refusal,
  type UploadApi,
  type UploadError,
  type UploaderOptions,
  type UploadItem,
} from "@picket/upload-core/client";
export { useImageUpload, type ImageUpload } from "./use-image-upload.ts";
export { usePreviewUrl } from "./use-preview-url.ts";
