/** The wire contract of one upload: described file, ticket, completion. */
import { z } from "zod";

/** base64 of 32 bytes, as S3 writes a SHA-256 */
export const sha256Schema = z.base64().length(44);

export const describedFileSchema = z.strictObject({
  /** shown to people, never part of a key or header */
  name: z.string().max(255),
  /** a media type; whether it is allowed is the policy's matter, and so is an empty file */
  type: z.string().max(127),
  sizeBytes: z.int().min(0),
  sha256: sha256Schema,
  /** stored dimensions in pixels, before EXIF orientation */
  width: z.int().min(0),
  height: z.int().min(0),
});

/** A file as its sender describes it; the server believes it only after reading the bytes. */
export type DescribedFile = z.infer<typeof describedFileSchema>;

export type TicketRequest<Input> = {
  input: Input;
  file: DescribedFile;
  /**
   * When the person picked it, milliseconds since 1970 by their clock; of files picked together, each a little later than
   * the one before. An app may show images in this order, however long each of them took.
   */
  pickedAtMs?: number | undefined;
};

/**
 * Permission to upload one described file, opaque to the client.
 * A union on `method`, so that a PUT for stores without POST policies fits without a change of shape.
 */
export type UploadTicket = {
  method: "POST";
  url: string;
  /** form fields, to be sent before `file` */
  fields: Record<string, string>;
  /** what the server signed about this upload; hand it back to `completeUpload` */
  claim: string;
  /** life from the moment of the answer, so that the client's wall clock does not matter */
  expiresInMs: number;
};

/** The claim is at most 1 KiB, because it travels as object metadata. */
export const claimRequestSchema = z.strictObject({ claim: z.string().min(1).max(1024) });

export type ClaimRequest = z.infer<typeof claimRequestSchema>;

/** `processing`: somebody is at it already, or the decoder is busy; ask again after `retryAfterMs`. */
export type CompleteResult<Data> =
  | { status: "published"; data: Data }
  | { status: "processing"; retryAfterMs: number };
