/** The signed claim: what the server will believe about an upload, carried by the object itself. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { imageTypes, sha256Schema, uploadError } from "@picket/upload-core";
import { z } from "zod";

/** S3 keeps 2 KB of metadata; half of it is ours. */
const maxClaimBytes = 1024;

/** A long name is cut in the claim; an input of up to 200 bytes then always fits. */
const maxNameBytes = 120;

export const uploadClaimSchema = z.strictObject({
  ticketId: z.string(),
  route: z.string(),
  owner: z.string(),
  /** of the route's own schema, which reads it again at completion */
  input: z.unknown(),
  key: z.string(),
  file: z.strictObject({
    name: z.string(),
    type: z.enum(imageTypes),
    sizeBytes: z.int().min(1),
    sha256: sha256Schema,
  }),
  /** the pick of its file, milliseconds since 1970; not there in what an earlier version signed */
  pickedAtMs: z.int().min(0).optional(),
  /** ISO 8601 UTC */
  expiresAt: z.iso.datetime(),
});

export type UploadClaim = z.infer<typeof uploadClaimSchema>;

/**
 * @returns `payload.signature`, both base64url, at most 1 KiB
 * @throws INPUT_INVALID when the route's input is too long to travel with the object
 */
export function signClaim(claim: UploadClaim, secret: string): string {
  const payload = Buffer.from(JSON.stringify(claim)).toString("base64url");
  const signed = `${payload}.${signature(payload, secret)}`;
  if (signed.length > maxClaimBytes) throw uploadError("INPUT_INVALID");
  return signed;
}

/**
 * Reads a claim that this server signed; it may have expired, which only the ticket cares about.
 * @throws CLAIM_INVALID
 */
export function readClaim(signed: string, secret: string): UploadClaim {
  const [payload = "", given = "", ...rest] = signed.split(".");
  const expected = Buffer.from(signature(payload, secret));
  const actual = Buffer.from(given);
  const isGenuine = expected.length === actual.length && timingSafeEqual(expected, actual);
  if (!isGenuine || rest.length > 0) throw uploadError("CLAIM_INVALID");
  // Genuine, but perhaps written by another version of this server: so it is parsed, not trusted.
  const claim = uploadClaimSchema.safeParse(
    JSON.parse(Buffer.from(payload, "base64url").toString()),
  );
  if (!claim.success) throw uploadError("CLAIM_INVALID", { cause: claim.error });
  return claim.data;
}

/**
 * Reads the claim that a person hands back.
 * @throws CLAIM_INVALID also when it is another person's or another route's
 */
export function readOwnClaim(
  call: { owner: string; claim: string },
  route: { name: string; secret: string },
): UploadClaim {
  const claim = readClaim(call.claim, route.secret);
  if (claim.owner !== call.owner || claim.route !== route.name) throw uploadError("CLAIM_INVALID");
  return claim;
}

/** A name short enough for a claim, and of characters that every database takes: no control characters, no half pairs. */
export function claimName(name: string): string {
  return cutToBytes(name.replaceAll(/[\p{Cc}\p{Cs}]/gu, "\uFFFD"), maxNameBytes);
}

function signature(payload: string, secret: string): string {
  return createHmac("sha256", secret).update(`picket.claim.v1.${payload}`).digest("base64url");
}

function cutToBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(JSON.stringify(text)) - 2 <= maxBytes) return text;
  let cut = "";
  let length = 0;
  for (const character of text) {
    length += Buffer.byteLength(JSON.stringify(character)) - 2;
    if (length > maxBytes) break;
    cut += character;
  }
  return cut;
}
