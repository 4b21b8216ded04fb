/** Issue a ticket, verify the object, publish the image; storage, ledger and processor are ports. */
export { uploadClaimSchema, type UploadClaim } from "./claim.ts";
export {
  TookTooLongError,
  type ImageProcessor,
  type RenderedImage,
  type RenderedVariant,
  type RenderSpec,
} from "./image-processor.ts";
export { forgetUploads } from "./forget-uploads.ts";
export { getViewUrl } from "./get-view-url.ts";
export {
  handleObjectCreated,
  type HandledEvent,
  type HandledObject,
} from "./handle-object-created.ts";
export {
  createImageRoute,
  type FailedStep,
  type ImageRoute,
  type ImageRouteOptions,
  type UploadBackend,
  type UploadStep,
} from "./image-route.ts";
export type { Inspect, InspectedImage } from "./inspect-image.ts";
export {
  imagesPrefix,
  incomingPrefix,
  originalsPrefix,
  privatePrefix,
  type Visibility,
} from "./keys.ts";
export type {
  GetDescription,
  NewObject,
  ObjectStat,
  ObjectStore,
  PostDescription,
  SignedPost,
} from "./object-store.ts";
export type { PublishedImage, PublishedVariant, StoredObject } from "./publish-image.ts";
export type {
  EndedUpload,
  JsonValue,
  LeaseAnswer,
  StaleUpload,
  UploadLease,
  UploadLedger,
  UploadOutcome,
} from "./upload-ledger.ts";
export { removeDeadImages } from "./remove-images.ts";
export { recoverUploads } from "./recover-uploads.ts";
export type { SweepCounts } from "./sweep-counts.ts";
export { sweepObjects, type SweepOptions } from "./sweep-objects.ts";
export { sweepUploads } from "./sweep-uploads.ts";
export { defaultVariants, type VariantSpec, type VariantType } from "./variant-spec.ts";
export { withBreaker, type BreakerOptions } from "./with-breaker.ts";
