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
  | { status: "leased"; lease: UploadLease; /** 1 for the first try */ attempt: number }
  /** another worker is at it */
  | { status: "busy"; retryAfterMs: number }
  | { status: "settled"; outcome: UploadOutcome };

/** @typeParam Tx the application's transaction, which `onPublished` writes its own rows with */
export type UploadLedger<Tx> = {
  /**
   * Inserts the row, or takes over a lease that has run out; counts the attempt before any work begins.
   * Time is the database's. Of many callers at once exactly one is `leased`.
   */
  lease: (claim: UploadClaim, leaseMs: number) => Promise<LeaseAnswer>;
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
   *   so the row of a first attempt is deleted
   */
  release: (lease: UploadLease, attempt: "spent" | "unspent") => Promise<void>;
};
