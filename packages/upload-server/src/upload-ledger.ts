/** The record of uploads: a port, on the application's own database. It begins when bytes have arrived. */
import type { Refusal } from "@picket/upload-core";
import type { UploadClaim } from "./claim.ts";

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue | undefined };

/** How an upload ended, for good. `data` is what the route's `onPublished` returned. */
export type UploadOutcome =
  | { status: "published"; data: JsonValue }
  | { status: "rejected"; refusal: Refusal };

export type UploadLease = {
  ticketId: string;
  /** unique to this lease, so that a worker that lost it cannot settle */
  leaseId: string;
};

export type LeaseAnswer =
  | {
      status: "leased";
      lease: UploadLease;
      /** how far an attempt has come before */
      stage: "verifying" | "publishing";
      /** in this stage; 1 for the first try */
      attempt: number;
    }
  /** another worker is at it */
  | { status: "busy"; retryAfterMs: number }
  | { status: "settled"; outcome: UploadOutcome };

export type StaleUpload = { ticketId: string; owner: string; key: string };

export type EndedUpload = Pick<StaleUpload, "ticketId" | "key">;

/**
 * The states: `verifying → publishing → published | rejected`, and `published → deleting → deleted`.
 * No way leads back, so what is rejected or deleted stays dead and its objects may be removed at any time.
 * @typeParam Tx the application's transaction, which `onPublished` writes its own rows with
 */
export type UploadLedger<Tx> = {
  /**
   * Inserts the row, or takes over a lease that has run out; counts the attempt before any work begins.
   * Time is the database's. Of many callers at once exactly one is `leased`.
   */
  lease: (claim: UploadClaim, leaseMs: number) => Promise<LeaseAnswer>;
  /** @returns null when the upload has not ended or is unknown */
  findOutcome: (ticketId: string) => Promise<UploadOutcome | null>;
  /**
   * Writes down, before the first of them, that public objects of this image may exist, and renews the lease.
   * From here on the row is never deleted, so whatever was written is found by it. The attempts begin anew, the first
   * time: the file has been decoded, so that a crash from here on is hardly its fault.
   * @returns false when the lease was lost: then nothing may be written
   */
  beginPublishing: (
    lease: UploadLease,
    publishing: { imageId: string; leaseMs: number },
  ) => Promise<boolean>;
  /**
   * Ends the upload: runs `decide` and writes what it returns, in one transaction.
   * When `decide` throws, nothing is written and the error is passed on.
   * @returns the outcome that now holds; null when the lease was lost and nobody has settled yet
   */
  settle: (
    lease: UploadLease,
    decide: (tx: Tx) => Promise<UploadOutcome>,
  ) => Promise<UploadOutcome | null>;
  /**
   * Ends the lease without an outcome. A lost lease is no error.
   * @param attempt `spent` when the file may be to blame; `unspent` puts things back as they were before the lease,
   *   so the row of a first attempt is deleted, unless it was publishing
   */
  release: (lease: UploadLease, attempt: "spent" | "unspent") => Promise<void>;
  /** Uploads that have not ended and that nobody is at, by now. */
  listStale: () => AsyncIterable<StaleUpload>;
  /** Rejects an upload that has not ended; does nothing when it has, or when somebody is at it. */
  abandon: (ticketId: string, refusal: Refusal) => Promise<void>;
  /**
   * Marks published images as `deleting`, in the transaction that removes the application's own rows.
   * @returns those that were published; the others are unknown or dead already
   */
  markDeleting: (imageIds: readonly string[], tx: Tx) => Promise<string[]>;
  /** Images that are deleting, deleted or rejected and of which objects may be left, by now. */
  listDead: () => AsyncIterable<string>;
  /**
   * Told after the objects of a dead image were removed; `deleting` becomes `deleted`.
   * @param lateMs a worker that was given up for lost may still write for so long after the end: until then the
   *   image is listed once more
   */
  settleRemoval: (imageId: string, lateMs: number) => Promise<void>;
  /**
   * Uploads that have been rejected or deleted for so long, and of whose image nothing is left to remove; of what is
   * published, none.
   * @returns the longest ended first, `limit` at most
   */
  listForgettable: (endedMs: number, limit: number) => Promise<EndedUpload[]>;
  /**
   * Deletes the rows of these uploads; not of those that `listForgettable` would not list by now.
   * @returns how many this call deleted: of several at once, one counts each row
   */
  forget: (ticketIds: readonly string[], endedMs: number) => Promise<number>;
};
