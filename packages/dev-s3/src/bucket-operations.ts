/** Operations on buckets themselves, and on what is set on them. */
import { parseBucketPolicy } from "./bucket-policy.ts";
import { emptySettings, isBucketName } from "./bucket-settings.ts";
import { corsXml, parseCorsXml } from "./cors-xml.ts";
import type { Bucket } from "./object-files.ts";
import { type Operation, xmlResponse } from "./operation.ts";
import { childNames, childText, parseXml } from "./parse-xml.ts";
import { readBody } from "./request-body.ts";
import { S3Error } from "./s3-error.ts";
import { headerOf } from "./s3-request.ts";
import { element, s3Document } from "./xml.ts";

const maxBodyBytes = 64 * 1024;

export const listBuckets: Operation<undefined> = async ({ service }) => {
  const buckets = [...service.files.buckets.values()]
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map(
      ({ name, settings }) =>
        `<Bucket>${element("Name", name)}${element("CreationDate", settings.createdAt)}</Bucket>`,
    );
  const owner = `<Owner>${element("ID", "dev-s3")}${element("DisplayName", "dev-s3")}</Owner>`;
  return xmlResponse(
    s3Document("ListAllMyBucketsResult", `${owner}<Buckets>${buckets.join("")}</Buckets>`),
  );
};

/** Creates a bucket; in us-east-1 S3 answers 200 also when it is there already. */
export const createBucket: Operation<string> = async ({ service, request, caller, target }) => {
  if (!isBucketName(target)) {
    throw new S3Error("InvalidBucketName", { details: { BucketName: target } });
  }
  await checkLocation();
  const headers = { location: `/${target}` };
  const isNew = !service.files.buckets.has(target);
  if (isNew) await service.files.saveBucket(target, emptySettings(service.clock()));
  else if (service.region !== "us-east-1") throw new S3Error("BucketAlreadyOwnedByYou");
  return { status: 200, headers };

  async function checkLocation(): Promise<void> {
    if ((headerOf(request, "content-length") ?? "0") === "0") return;
    const { bytes } = await readBody(request, caller, maxBodyBytes);
    const root = parseXml(bytes, "CreateBucketConfiguration");
    if (childNames(root).some((name) => name !== "LocationConstraint")) {
      throw new S3Error("NotImplemented");
    }
    const location = childText(root, "LocationConstraint");
    if (location !== undefined && location !== service.region) {
      throw new S3Error("IllegalLocationConstraintException");
    }
  }
};

export const headBucket: Operation<Bucket> = async ({ service }) => ({
  status: 200,
  headers: { "x-amz-bucket-region": service.region },
});

export const getBucketLocation: Operation<Bucket> = async ({ service }) =>
  // The oldest region has an empty name here.
  xmlResponse(
    s3Document("LocationConstraint", service.region === "us-east-1" ? "" : service.region),
  );

export const getBucketCors: Operation<Bucket> = async ({ target }) => {
  if (target.settings.corsRules.length === 0) throw new S3Error("NoSuchCORSConfiguration");
  return xmlResponse(corsXml(target.settings.corsRules));
};

export const putBucketCors: Operation<Bucket> = async ({ service, request, caller, target }) => {
  const { bytes } = await readBody(request, caller, maxBodyBytes);
  const corsRules = parseCorsXml(bytes);
  await service.files.saveBucket(target.name, { ...target.settings, corsRules });
  return { status: 200 };
};

export const deleteBucketCors: Operation<Bucket> = async ({ service, target }) => {
  await service.files.saveBucket(target.name, { ...target.settings, corsRules: [] });
  return { status: 204 };
};

export const getBucketPolicy: Operation<Bucket> = async ({ target }) => {
  const { policy } = target.settings;
  if (policy === null) throw new S3Error("NoSuchBucketPolicy");
  return { status: 200, headers: { "content-type": "application/json" }, body: policy };
};

export const putBucketPolicy: Operation<Bucket> = async ({ service, request, caller, target }) => {
  const { bytes } = await readBody(request, caller, maxBodyBytes);
  parseBucketPolicy(bytes, target.name);
  const policy = bytes.toString("utf8");
  await service.files.saveBucket(target.name, { ...target.settings, policy });
  return { status: 204 };
};

export const deleteBucketPolicy: Operation<Bucket> = async ({ service, target }) => {
  await service.files.saveBucket(target.name, { ...target.settings, policy: null });
  return { status: 204 };
};
