/** From a request to its answer: who asks, what for, may they, do it. */
import { authenticate } from "./authenticate.ts";
import { isPublicKey } from "./bucket-settings.ts";
import type { Caller } from "./check-signature.ts";
import { type Chosen, chooseOperation, isFormPost, isPublicRead } from "./choose-operation.ts";
import { preflightHeaders } from "./cors.ts";
import { refuseUnknownSettings } from "./object-description.ts";
import { bucketOf, type S3Response, type S3Service } from "./operation.ts";
import { S3Error } from "./s3-error.ts";
import { amzSettings, headerOf, type S3Request } from "./s3-request.ts";

/**
 * Answers a request that could be read.
 * @throws S3Error for every refusal
 */
export async function answerRequest(service: S3Service, request: S3Request): Promise<S3Response> {
  if (request.method === "OPTIONS") return answerPreflight(service, request);
  if (isForm(request)) return answerForm(service, request);
  const caller = authenticate(service, request);
  if (caller.status === "anonymous") return answerAnonymous(service, request, caller);
  refuseUnknownSettings(amzSettings(request));
  return run(service, { request, caller, chosen: chooseOperation(request) });
}

function answerPreflight(service: S3Service, request: S3Request): S3Response {
  const bucket = request.bucketName === undefined ? undefined : findBucket(service, request);
  return { status: 200, headers: preflightHeaders(bucket?.settings.corsRules ?? [], request) };
}

/** A form's signature is in its fields; one in header or query has no place there. */
async function answerForm(service: S3Service, request: S3Request): Promise<S3Response> {
  if (headerOf(request, "authorization") !== undefined) {
    throw new S3Error("InvalidRequest", {
      message: "A form is authenticated by its policy, not by a header.",
    });
  }
  const chosen = chooseOperation(request);
  if (!isFormPost(chosen)) throw new S3Error("AccessDenied");
  return run(service, { request, caller: { status: "anonymous" }, chosen });
}

/** Anybody may read what a bucket's policy made public, and nothing else. */
async function answerAnonymous(
  service: S3Service,
  request: S3Request,
  caller: Caller,
): Promise<S3Response> {
  if (request.bucketName === undefined) throw new S3Error("AccessDenied");
  const bucket = findBucket(service, request);
  if (request.method === "POST" && request.key === undefined && request.query.length === 0) {
    throw new S3Error("PreconditionFailed", {
      details: { Condition: "Bucket POST must be of the enclosure-type multipart/form-data" },
    });
  }
  const { key } = request;
  if (key === undefined || !isPublicKey(bucket.settings, bucket.name, key)) {
    throw new S3Error("AccessDenied");
  }
  const chosen = chooseOperation(request);
  // Whether a key exists is not for strangers to know: they may read, not list.
  if (!isPublicRead(chosen) || bucket.objects.get(key) === undefined) {
    throw new S3Error("AccessDenied");
  }
  return run(service, { request, caller, chosen });
}

function run(
  service: S3Service,
  call: { request: S3Request; caller: Caller; chosen: Chosen },
): Promise<S3Response> {
  const { request, caller, chosen } = call;
  const name = request.bucketName ?? "";
  switch (chosen.on) {
    case "service":
      return chosen.run({ service, request, caller, target: undefined });
    case "new bucket":
      return chosen.run({ service, request, caller, target: name });
    case "bucket":
      return chosen.run({ service, request, caller, target: bucketOf(service, name) });
    case "object": {
      const target = { bucket: bucketOf(service, name), key: request.key ?? "" };
      return chosen.run({ service, request, caller, target });
    }
    default:
      return chosen satisfies never;
  }
}

function isForm(request: S3Request): boolean {
  const contentType = headerOf(request, "content-type") ?? "";
  return (
    request.method === "POST" &&
    request.bucketName !== undefined &&
    request.key === undefined &&
    /^multipart\/form-data\b/i.test(contentType)
  );
}

function findBucket(service: S3Service, request: S3Request) {
  return bucketOf(service, request.bucketName ?? "");
}
