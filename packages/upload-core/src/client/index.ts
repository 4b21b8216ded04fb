/** The upload engine, and all that a browser app needs beside it. */
export { errorDocsUrl } from "../error-docs-url.ts";
export { errorTable, type UploadErrorCode } from "../error-table.ts";
export type { ImagePolicy } from "../image-policy.ts";
export { imageTypes } from "../image-types.ts";
export { describeRefusal, type Messages } from "../messages/describe-refusal.ts";
export { english } from "../messages/english.ts";
export { german } from "../messages/german.ts";
export { isUploadError, UploadError, type Refusal } from "../upload-error.ts";
export { createAnnouncer, type Announcement, type Announcer } from "./announcer.ts";
export { endsUpload, wrapApiError } from "./call-api.ts";
export type { Clock } from "./clock.ts";
export type { Connection } from "./connection.ts";
export { createSessionJournal } from "./create-session-journal.ts";
export { createUploader } from "./create-uploader.ts";
export { describeAnnouncement, type AnnouncementTexts } from "./describe-announcement.ts";
export { fetchForm } from "./fetch-form.ts";
export { germanAnnouncements } from "./german-announcements.ts";
export { needsPage } from "./needs-page.ts";
export { postForm, type StorageForm, type Transport } from "./post-form.ts";
export type { ImageTransform, Prepare, PreparedFile, PrepareSettings } from "./prepare-file.ts";
export type { StorageAnswer } from "./read-storage-answer.ts";
export {
  progressOf,
  type UploaderSnapshot,
  type UploaderStatus,
  type UploadTotals,
} from "./snapshot.ts";
export type { UploadItem, UploadStatus } from "./state.ts";
export type { CallOptions, UploadApi } from "./upload-api.ts";
export {
  createJournal,
  type JournalEntry,
  type JournalStorage,
  type UploadJournal,
} from "./upload-journal.ts";
export type { Uploader, UploaderOptions } from "./uploader.ts";
