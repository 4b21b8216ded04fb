/** One signature recomputed and compared; what header and query have in common. */
import type { Credentials } from "./credential-scope.ts";
import { S3Error } from "./s3-error.ts";
import { headerOf, type S3Request } from "./s3-request.ts";
import {
  canonicalRequest,
  isSameSignature,
  sign,
  signingKey,
  stringToSign,
  type SigningScope,
} from "./sigv4.ts";

/** What a signature is checked against. */
export type Authority = { credentials: Credentials; region: string; clock: () => Date };

/** How the chunks of an aws-chunked body are signed. */
export type ChunkSigning = {
  key: Buffer;
  amzDate: string;
  scope: SigningScope;
  seedSignature: string;
};

/** What the signature says of the body. */
export type SignedPayload =
  | { status: "unsigned" }
  | { status: "hashed"; sha256: string }
  | { status: "chunked"; signing: ChunkSigning | null; hasTrailer: boolean };

export type Caller =
  | { status: "anonymous" }
  | { status: "owner"; isPresigned: boolean; payload: SignedPayload };

/** A signature as it was sent, with what it claims to cover. */
export type SentSignature = {
  scope: SigningScope;
  amzDate: string;
  signedHeaders: readonly string[];
  signature: string;
  payloadHash: string;
};

export const maxSkewMs = 15 * 60 * 1000;

/** The refusal of Signature Version 2. */
export function unsupportedMechanism(): S3Error {
  return new S3Error("InvalidRequest", {
    message:
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  });
}

/**
 * Recomputes a signature.
 * @returns the key it was made with
 * @throws SignatureDoesNotMatch; AccessDenied when `host` or an `x-amz-*` header is not signed
 */
export function checkSignature(
  authority: Authority,
  request: S3Request,
  sent: SentSignature,
): Buffer {
  refuseUnsignedHeaders(request, sent.signedHeaders);
  const canonical = canonicalRequest({
    method: request.method,
    path: request.path,
    query: request.query.filter(([name]) => name !== "X-Amz-Signature"),
    signedHeaders: sent.signedHeaders,
    header: (name) => headerOf(request, name) ?? "",
    payloadHash: sent.payloadHash,
  });
  const text = stringToSign(sent.amzDate, sent.scope, canonical);
  const key = signingKey(authority.credentials.secretAccessKey, sent.scope);
  if (!isSameSignature(sign(key, text), sent.signature)) {
    throw new S3Error("SignatureDoesNotMatch", {
      details: {
        AWSAccessKeyId: authority.credentials.accessKeyId,
        StringToSign: text,
        SignatureProvided: sent.signature,
        CanonicalRequest: canonical,
      },
    });
  }
  return key;
}

/** The server has one static key pair, so no session token can be valid. */
export function refuseToken(token: string | undefined): void {
  if (token !== undefined) {
    throw new S3Error("InvalidToken", { details: { "Token-0": token.slice(0, 64) } });
  }
}

function refuseUnsignedHeaders(request: S3Request, signedHeaders: readonly string[]): void {
  const mustBeSigned = Object.keys(request.incoming.headers).filter(
    (name) => name === "host" || name.startsWith("x-amz-"),
  );
  const unsigned = mustBeSigned.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length > 0) {
    throw new S3Error("AccessDenied", {
      message: "There were headers present in the request which were not signed",
      details: { HeadersNotSigned: unsigned.join(", ") },
    });
  }
}
