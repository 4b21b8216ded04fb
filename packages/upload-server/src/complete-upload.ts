/** Verifies what arrived and publishes it. Idempotent: however often it is called, an upload ends once. */
import { isFinal, isUploadError, uploadError, UploadError } from "@picket/upload-core";
import type { CompleteResult } from "@picket/upload-core";
import { readOwnClaim, type UploadClaim } from "./claim.ts";
import { TookTooLongError } from "./image-processor.ts";
import type { CompleteCall, RouteContext, UploadStep } from "./image-route.ts";
import { inspectImage } from "./inspect-image.ts";
import { imageIdOf } from "./keys.ts";
import { publishImage } from "./publish-image.ts";
import { removeImage } from "./remove-images.ts";
import type { JsonValue, LeaseAnswer, UploadOutcome } from "./upload-ledger.ts";
import { readObject, renderObject } from "./verify-object.ts";

/** Longer than a GET (30 s), a decode with one before it (40 s) and an inspection (20 s) can take, and longer than the PUTs; after a crash the next call waits at most this long. */
const leaseMs = 120_000;

/** How long a caller waits before it asks again; most images are done by then. */
const pollMs = 1000;

/** In a full room a place is free after some decodes, each of which may take seconds. */
const crowdedMs = 5000;

/**
 * A file that takes the decoder down twice is given up; one that takes all the time there is, at once: nobody waits for
 * a second such time. What was decoded once has more, against a file that takes the process down while it is published.
 */
const maxAttempts = { verifying: 2, publishing: 10 };

/** Did this error of `completeUpload` end the upload for good? */
export function isFinalRefusal(error: unknown): error is UploadError {
  return isUploadError(error) && isFinal(error.code);
}

/**
 * Whoever waits longer than 10 s for a turn is told `processing`, and asks again.
 * @param call.claim the only thing that is believed, because this server signed it
 * @throws CLAIM_INVALID · OBJECT_MISSING · the refusal that ended the upload · SERVER_UNREACHABLE when there is no
 *   room to wait · STORAGE_UNAVAILABLE and others that may pass
 */
export async function completeUpload<Tx, Input, Data extends JsonValue>(
  route: RouteContext<Tx, Input, Data>,
  call: CompleteCall,
): Promise<CompleteResult<Data>> {
  const claim = readOwnClaim(call, route);
  return around(route, { name: "complete", claim }, () => takeTurn(route, claim, call.signal));
}

async function takeTurn<Tx, Input, Data extends JsonValue>(
  route: RouteContext<Tx, Input, Data>,
  claim: UploadClaim,
  signal: AbortSignal | undefined,
): Promise<CompleteResult<Data>> {
  // Nobody waits for a turn only to be told what is known already.
  if (route.gate.isBusyFor(claim.owner)) {
    const outcome = await route.ledger.findOutcome(claim.ticketId);
    if (outcome) return resultOf(outcome);
  }
  // Before the lease and before the bytes: who waits here spends neither attempts nor memory.
  const leave = await route.gate.enter(claim.owner, { signal });
  if (leave === "later") return askAgain(pollMs);
  // The room is taken by so many people that asking again soon would not help anybody.
  if (leave === "full") {
    throw new UploadError({ code: "SERVER_UNREACHABLE", details: { retryAfterMs: crowdedMs } });
  }
  try {
    return await settleUpload(route, claim);
  } finally {
    leave();
  }
}

async function settleUpload<Tx, Input, Data extends JsonValue>(
  route: RouteContext<Tx, Input, Data>,
  claim: UploadClaim,
): Promise<CompleteResult<Data>> {
  const answer = await route.ledger.lease(claim, leaseMs);
  if (answer.status === "busy") return askAgain(answer.retryAfterMs);
  const outcome =
    answer.status === "settled" ? answer.outcome : await tryToPublish(route, claim, answer);
  if (!outcome) return askAgain(pollMs);

  if (answer.status === "leased") {
    // What fails here is found again by the sweep: the image by its row, the object where it lies.
    const imageId = imageIdOf(claim.ticketId);
    const report = (error: unknown): void => route.onError(error, { step: "remove", imageId });
    if (outcome.status === "rejected") await removeImage(route, imageId).catch(report);
    await route.store.remove([claim.key]).catch(report);
  }
  return resultOf(outcome);
}

/** @returns null when the upload has not ended: it deserves another attempt, or another worker is at it */
async function tryToPublish<Tx, Input, Data extends JsonValue>(
  route: RouteContext<Tx, Input, Data>,
  claim: UploadClaim,
  leased: Extract<LeaseAnswer, { status: "leased" }>,
): Promise<UploadOutcome | null> {
  try {
    return await verifyAndPublish(route, claim, leased);
  } catch (error) {
    const isFilesFault = isUploadError(error, "PROCESSING_FAILED");
    await route.ledger.release(leased.lease, isFilesFault ? "spent" : "unspent");
    if (!isFilesFault) throw error;
    return null;
  }
}

/** @returns null when another worker took the lease over */
async function verifyAndPublish<Tx, Input, Data extends JsonValue>(
  route: RouteContext<Tx, Input, Data>,
  claim: UploadClaim,
  { lease, stage, attempt }: Extract<LeaseAnswer, { status: "leased" }>,
): Promise<UploadOutcome | null> {
  const imageId = imageIdOf(claim.ticketId);
  try {
    const { owner, file } = claim;
    const input = readInput(route, claim);
    if (attempt > maxAttempts[stage]) throw uploadError("PROCESSING_FAILED");
    if (!(await route.authorize({ owner, input, file, stage: "complete" })))
      throw uploadError("FORBIDDEN");
    const object = await readObject(route, claim);
    const rendered = await around(route, { name: "decode", claim }, () =>
      renderObject(route, object, claim),
    ).catch((error: unknown) => {
      if (isUploadError(error, "PROCESSING_FAILED"))
        route.onError(error, { step: "decode", imageId });
      throw error;
    });
    await inspectImage(route, { owner, input, ...object, rendered });
    // A row before the effect: whatever is written from here on is found by it.
    if (!(await route.ledger.beginPublishing(lease, { imageId, leaseMs }))) return null;
    return await around(route, { name: "publish", claim }, async () => {
      const image = await publishImage(route, claim, { bytes: object.bytes, rendered });
      return route.ledger.settle(lease, async (tx) => {
        const pickedAt = new Date(claim.pickedAtMs ?? claim.expiresAt);
        const data = await route.onPublished({ owner, input, image, pickedAt, tx });
        return { status: "published", data };
      });
    });
  } catch (error) {
    const isLast = attempt >= maxAttempts[stage] || isOutOfTime(error);
    if (!isFinalRefusal(error) || (error.code === "PROCESSING_FAILED" && !isLast)) throw error;
    const { refusal } = error;
    return route.ledger.settle(lease, async () => ({ status: "rejected", refusal }));
  }
}

function isOutOfTime(error: unknown): boolean {
  return error instanceof UploadError && error.cause instanceof TookTooLongError;
}

/** @throws INPUT_INVALID when the route's schema has changed since the ticket and no longer takes it */
function readInput<Tx, Input, Data extends JsonValue>(
  route: RouteContext<Tx, Input, Data>,
  claim: UploadClaim,
): Input {
  const input = route.input.safeParse(claim.input);
  if (!input.success) throw uploadError("INPUT_INVALID", { cause: input.error });
  return input.data;
}

function around<Tx, Input, Data extends JsonValue, Result>(
  route: RouteContext<Tx, Input, Data>,
  { name, claim }: { name: UploadStep["name"]; claim: UploadClaim },
  run: () => Promise<Result>,
): Promise<Result> {
  return route.around({ name, route: route.name, imageId: imageIdOf(claim.ticketId) }, run);
}

function askAgain(freeAfterMs: number): { status: "processing"; retryAfterMs: number } {
  return { status: "processing", retryAfterMs: Math.min(freeAfterMs, pollMs) };
}

function resultOf<Data>(outcome: UploadOutcome): CompleteResult<Data> {
  if (outcome.status === "rejected") throw new UploadError(outcome.refusal);
  // Written by this route's own `onPublished`, whose type is Data, and read back as JSON.
  return { status: "published", data: outcome.data as Data };
}
