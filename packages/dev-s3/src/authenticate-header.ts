/** SigV4 in the Authorization header. */
import {
  type Authority,
  type Caller,
  checkSignature,
  maxSkewMs,
  refuseToken,
  type SignedPayload,
  unsupportedMechanism,
} from "./check-signature.ts";
import { headerComplaint, readScope } from "./credential-scope.ts";
import { invalidArgument, notImplemented, S3Error } from "./s3-error.ts";
import { headerOf, type S3Request } from "./s3-request.ts";
import { parseAmzDate, type SigningScope } from "./sigv4.ts";

/**
 * Checks an Authorization header: form, scope, key, time, signature.
 * @see AWS S3 API, "Authenticating Requests: Using the Authorization Header"
 */
export function authenticateHeader(
  authority: Authority,
  request: S3Request,
  authorization: string,
): Caller {
  const parts = readAuthorization(authorization);
  const payloadHash = headerOf(request, "x-amz-content-sha256");
  if (payloadHash === undefined) {
    throw new S3Error("InvalidRequest", {
      message: "Missing required header for this request: x-amz-content-sha256",
    });
  }
  const { amzDate, signedAt } = readDate(request);
  const scope = readScope(parts.credential, { ...authority, amzDate }, headerComplaint);
  refuseToken(headerOf(request, "x-amz-security-token"));
  refuseSkew(amzDate, signedAt, authority.clock());
  const { signature } = parts;
  const key = checkSignature(authority, request, { ...parts, scope, amzDate, payloadHash });
  const payload = readPayload(payloadHash, { key, amzDate, scope, seedSignature: signature });
  return { status: "owner", isPresigned: false, payload };
}

function readAuthorization(authorization: string) {
  const [scheme, ...rest] = authorization.trim().split(/\s+/);
  if (scheme === "AWS") throw unsupportedMechanism();
  if (scheme !== "AWS4-HMAC-SHA256") {
    throw invalidArgument("Unsupported Authorization Type", "Authorization", authorization);
  }
  const fields = new Map(
    rest
      .join("")
      .split(",")
      .map((field) => {
        const [name, ...value] = field.split("=");
        return [name, value.join("=")] as const;
      }),
  );
  const credential = fields.get("Credential");
  const signedHeaders = fields.get("SignedHeaders");
  const signature = fields.get("Signature");
  if (!credential || !signedHeaders || !signature || fields.size !== 3) {
    throw new S3Error("AuthorizationHeaderMalformed");
  }
  return { credential, signedHeaders: signedHeaders.split(";"), signature };
}

function readDate(request: S3Request): { amzDate: string; signedAt: Date } {
  const stated = headerOf(request, "x-amz-date");
  const fromDate = new Date(headerOf(request, "date") ?? "");
  const amzDate = stated ?? (Number.isNaN(fromDate.getTime()) ? "" : toAmzDate(fromDate));
  const signedAt = parseAmzDate(amzDate);
  if (signedAt === undefined) {
    throw new S3Error("AccessDenied", {
      message: "AWS authentication requires a valid Date or x-amz-date header",
    });
  }
  return { amzDate, signedAt };
}

function refuseSkew(amzDate: string, signedAt: Date, now: Date): void {
  if (Math.abs(now.getTime() - signedAt.getTime()) <= maxSkewMs) return;
  throw new S3Error("RequestTimeTooSkewed", {
    details: {
      RequestTime: amzDate,
      ServerTime: now.toISOString(),
      MaxAllowedSkewMilliseconds: String(maxSkewMs),
    },
  });
}

function readPayload(
  payloadHash: string,
  seed: { key: Buffer; amzDate: string; scope: SigningScope; seedSignature: string },
): SignedPayload {
  switch (payloadHash) {
    case "UNSIGNED-PAYLOAD":
      return { status: "unsigned" };
    case "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
      return { status: "chunked", signing: null, hasTrailer: true };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD":
      return { status: "chunked", signing: seed, hasTrailer: false };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER":
      return { status: "chunked", signing: seed, hasTrailer: true };
    default:
  }
  if (payloadHash.startsWith("STREAMING-AWS4-ECDSA-")) throw notImplemented("x-amz-content-sha256");
  if (/^[0-9a-f]{64}$/.test(payloadHash)) return { status: "hashed", sha256: payloadHash };
  throw invalidArgument(
    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
    "x-amz-content-sha256",
    payloadHash,
  );
}

function toAmzDate(date: Date): string {
  return `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}
