/** POST Object: an upload by form, allowed by a signed policy. */
import { type Authority, refuseToken, unsupportedMechanism } from "./check-signature.ts";
import { queryComplaint, readScope } from "./credential-scope.ts";
import { algorithmsOf, checkIntegrity, readIntegrity } from "./integrity.ts";
import { readDescription, refuseUnknownSettings } from "./object-description.ts";
import type { Bucket } from "./object-files.ts";
import type { Operation } from "./operation.ts";
import { checkPostPolicy, parsePostPolicy } from "./post-policy.ts";
import { postResponse } from "./post-response.ts";
import { wholeSecond } from "./put-object.ts";
import { readForm } from "./read-form.ts";
import { maxObjectBytes } from "./request-body.ts";
import { invalidArgument, notImplemented, S3Error } from "./s3-error.ts";
import { headerOf, refuseLongKey } from "./s3-request.ts";
import { isSameSignature, parseAmzDate, sign, signingKey } from "./sigv4.ts";
import { sizedBetween } from "./sized-between.ts";
import { parseTaggingXml } from "./tags.ts";

type Fields = ReadonlyMap<string, string>;

const maxSignatureAgeMs = 7 * 24 * 3600 * 1000;

/**
 * Stores the form's file, when its policy is signed, in time, and satisfied to the letter.
 * @see AWS S3 API, "POST Object"; "Creating a POST policy"
 */
export const postObject: Operation<Bucket> = async ({ service, request, target: bucket }) => {
  if (headerOf(request, "transfer-encoding") !== undefined) {
    throw notImplemented("Transfer-Encoding");
  }
  if (headerOf(request, "content-length") === undefined) throw new S3Error("MissingContentLength");
  const form = await readForm(request.incoming);
  const fields = withActualKey(form.fields, form.fileName);
  const bounds = authorize(service, fields, bucket.name);
  const key = keyOf(fields);
  const integrity = readIntegrity((name) => fields.get(name), []);
  const settings = new Map([...fields].filter(([name]) => name.startsWith("x-amz-")));
  refuseUnknownSettings(settings);
  const description = readDescription((name) => fields.get(name), settings);
  const tagging = fields.get("tagging");
  const tags = tagging === undefined ? description.tags : parseTaggingXml(Buffer.from(tagging));

  const content = sizedBetween(form.file, bounds);
  const file = await service.files.receive(content, algorithmsOf(integrity));
  try {
    await form.completed;
    const checksum = checkIntegrity(integrity, file.digests, new Map());
    const object = {
      key,
      ...description,
      tags,
      sizeBytes: file.sizeBytes,
      etag: file.etag,
      lastModified: wholeSecond(service.clock()),
      ...(checksum === undefined ? {} : { checksum }),
    };
    await service.files.commit(bucket, file, { object, guard: () => undefined });
  } finally {
    await file.discard();
  }
  return postResponse({
    bucketName: bucket.name,
    key,
    etag: `"${file.etag}"`,
    endpoint: service.endpoint,
    fields,
  });
};

/** Checks signature and policy. @returns the bounds of the file's size */
function authorize(authority: Authority, fields: Fields, bucketName: string) {
  const policyText = fields.get("policy");
  // Without a policy the form is anonymous, and no bucket here lets anybody write.
  if (policyText === undefined) throw new S3Error("AccessDenied");
  if (fields.has("awsaccesskeyid") || fields.has("signature")) throw unsupportedMechanism();
  checkPolicySignature(authority, fields, policyText);
  const policy = parsePostPolicy(policyText);
  const named = fields.get("bucket") ?? bucketName;
  // The bucket is the one that was addressed; a field of that name must not say otherwise.
  const facts = new Map([...fields, ["bucket", bucketName]]);
  const bounds = checkPostPolicy(policy, facts, authority.clock());
  if (named !== bucketName) {
    throw invalidArgument("The field 'bucket' names another bucket.", "bucket", named);
  }
  return { minBytes: bounds.minBytes, maxBytes: Math.min(bounds.maxBytes, maxObjectBytes) };
}

function checkPolicySignature(authority: Authority, fields: Fields, policyText: string): void {
  const algorithm = requireField(fields, "x-amz-algorithm");
  const credential = requireField(fields, "x-amz-credential");
  const amzDate = requireField(fields, "x-amz-date");
  const signature = requireField(fields, "x-amz-signature");
  if (algorithm !== "AWS4-HMAC-SHA256") {
    throw invalidArgument(
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"',
      "x-amz-algorithm",
      algorithm,
    );
  }
  const signedAt = parseAmzDate(amzDate);
  if (signedAt === undefined) {
    throw invalidArgument(
      "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
      "x-amz-date",
      amzDate,
    );
  }
  const scope = readScope(credential, { ...authority, amzDate }, queryComplaint);
  refuseToken(fields.get("x-amz-security-token"));
  const key = signingKey(authority.credentials.secretAccessKey, scope);
  // The text is signed as it was sent: it is decoded only once it is known to be ours.
  if (!isSameSignature(sign(key, policyText), signature)) {
    throw new S3Error("SignatureDoesNotMatch", {
      details: {
        AWSAccessKeyId: authority.credentials.accessKeyId,
        StringToSign: policyText,
        SignatureProvided: signature,
      },
    });
  }
  if (authority.clock().getTime() - signedAt.getTime() > maxSignatureAgeMs) {
    throw new S3Error("AccessDenied", { message: "Invalid according to Policy: Policy expired." });
  }
}

function requireField(fields: Fields, name: string): string {
  const value = fields.get(name);
  if (value !== undefined && value !== "") return value;
  throw invalidArgument(
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    name,
    "",
  );
}

/** `${filename}` in the key becomes the name of the file, before the policy is checked. */
function withActualKey(fields: Fields, fileName: string): Fields {
  const key = fields.get("key");
  if (key === undefined) return fields;
  return new Map([...fields, ["key", key.split("${filename}").join(fileName)]]);
}

function keyOf(fields: Fields): string {
  const key = requireField(fields, "key");
  refuseLongKey(key);
  if (fields.has("acl") && fields.get("acl") !== "bucket-owner-full-control") {
    throw new S3Error("AccessControlListNotSupported");
  }
  return key;
}
