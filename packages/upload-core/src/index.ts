/** What browser and server agree on. */
export {
  checkFile,
  checkImage,
  checkSize,
  maxPixelsOf,
  type FileFacts,
  type ImageCheck,
} from "./check-file.ts";
export { errorDocsUrl } from "./error-docs-url.ts";
export {
  errorTable,
  isFilesFault,
  isFinal,
  type RetryKind,
  type UploadErrorCode,
  type UploadErrorDetails,
} from "./error-table.ts";
export { httpStatuses } from "./http-statuses.ts";
export { createImagePolicy, imagePolicySchema, type ImagePolicy } from "./image-policy.ts";
export { imageTypes, type ImageType } from "./image-types.ts";
export { readImageHeader, type ImageHeader } from "./image/read-image-header.ts";
export { describeRefusal, type Messages } from "./messages/describe-refusal.ts";
export { english } from "./messages/english.ts";
export { german } from "./messages/german.ts";
export {
  claimRequestSchema,
  describedFileSchema,
  sha256Schema,
  type ClaimRequest,
  type CompleteResult,
  type DescribedFile,
  type TicketRequest,
  type UploadTicket,
} from "./ticket.ts";
export { parseRefusal } from "./parse-refusal.ts";
export {
  isUploadError,
  toUploadError,
  uploadError,
  UploadError,
  type Refusal,
} from "./upload-error.ts";
