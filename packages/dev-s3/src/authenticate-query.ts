/** SigV4 in the query: presigned URLs. */
import {
  type Authority,
  type Caller,
  checkSignature,
  maxSkewMs,
  refuseToken,
  type SignedPayload,
} from "./check-signature.ts";
import { queryComplaint, readScope } from "./credential-scope.ts";
import { S3Error } from "./s3-error.ts";
import { headerOf, queryOf, type S3Request } from "./s3-request.ts";
import { parseAmzDate } from "./sigv4.ts";

const maxExpiresSeconds = 604_800;

const required = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-SignedHeaders",
  "X-Amz-Signature",
] as const;

/**
 * Checks a presigned URL: parameters, scope, key, life, signature.
 * @see AWS S3 API, "Authenticating Requests: Using Query Parameters"
 */
export function authenticateQuery(authority: Authority, request: S3Request): Caller {
  const parameters = readParameters(request);
  const { signedAt, expiresAt, expiresSeconds } = readLife(parameters);
  const amzDate = parameters["X-Amz-Date"];
  const scope = readScope(
    parameters["X-Amz-Credential"],
    { ...authority, amzDate },
    queryComplaint,
  );
  refuseToken(
    queryOf(request, "X-Amz-Security-Token") ?? headerOf(request, "x-amz-security-token"),
  );
  const now = authority.clock();
  if (now.getTime() < signedAt.getTime() - maxSkewMs) {
    throw new S3Error("AccessDenied", { message: "Request is not yet valid" });
  }
  if (now > expiresAt) {
    throw new S3Error("AccessDenied", {
      message: "Request has expired",
      details: {
        "X-Amz-Expires": String(expiresSeconds),
        Expires: expiresAt.toISOString(),
        ServerTime: now.toISOString(),
      },
    });
  }
  const payloadHash =
    headerOf(request, "x-amz-content-sha256") ??
    queryOf(request, "X-Amz-Content-Sha256") ??
    "UNSIGNED-PAYLOAD";
  const payload = readPayload(payloadHash);
  checkSignature(authority, request, {
    scope,
    amzDate,
    signedHeaders: parameters["X-Amz-SignedHeaders"].split(";"),
    signature: parameters["X-Amz-Signature"],
    payloadHash,
  });
  return { status: "owner", isPresigned: true, payload };
}

function readParameters(request: S3Request): Record<(typeof required)[number], string> {
  const read = (name: (typeof required)[number]): string => {
    const values = request.query.filter(([candidate]) => candidate === name);
    const [first] = values;
    if (first === undefined || values.length > 1) {
      throw new S3Error("AuthorizationQueryParametersError");
    }
    return first[1];
  };
  const algorithm = read("X-Amz-Algorithm");
  if (algorithm !== "AWS4-HMAC-SHA256") {
    throw complain('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
  }
  return {
    "X-Amz-Algorithm": algorithm,
    "X-Amz-Credential": read("X-Amz-Credential"),
    "X-Amz-Date": read("X-Amz-Date"),
    "X-Amz-Expires": read("X-Amz-Expires"),
    "X-Amz-SignedHeaders": read("X-Amz-SignedHeaders"),
    "X-Amz-Signature": read("X-Amz-Signature"),
  };
}

function readLife(parameters: { "X-Amz-Date": string; "X-Amz-Expires": string }) {
  const signedAt = parseAmzDate(parameters["X-Amz-Date"]);
  if (signedAt === undefined) {
    throw complain("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  if (!/^-?\d+$/.test(parameters["X-Amz-Expires"])) {
    throw complain("X-Amz-Expires should be a number");
  }
  const expiresSeconds = Number(parameters["X-Amz-Expires"]);
  if (expiresSeconds < 0) throw complain("X-Amz-Expires must be non-negative");
  if (expiresSeconds > maxExpiresSeconds) {
    throw complain(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  const expiresAt = new Date(signedAt.getTime() + expiresSeconds * 1000);
  return { signedAt, expiresAt, expiresSeconds };
}

function readPayload(payloadHash: string): SignedPayload {
  if (payloadHash === "UNSIGNED-PAYLOAD") return { status: "unsigned" };
  if (/^[0-9a-f]{64}$/.test(payloadHash)) return { status: "hashed", sha256: payloadHash };
  throw new S3Error("InvalidRequest", {
    message: "A presigned request carries its body unsigned or with one hash.",
  });
}

function complain(message: string): S3Error {
  return new S3Error("AuthorizationQueryParametersError", { message });
}
