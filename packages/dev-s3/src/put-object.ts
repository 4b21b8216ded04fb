/** PutObject. */
import { checksumHeader } from "./checksums.ts";
import { writeGuard } from "./conditions.ts";
import { readDescription } from "./object-description.ts";
import type { ObjectTarget, Operation } from "./operation.ts";
import { receiveBody } from "./request-body.ts";
import { amzSettings, headerOf } from "./s3-request.ts";

/** Stores a body under a key: all of it or nothing. */
export const putObject: Operation<ObjectTarget> = async ({ service, request, caller, target }) => {
  const { bucket, key } = target;
  const guard = writeGuard(request);
  guard(bucket.objects.get(key));
  const description = readDescription((name) => headerOf(request, name), amzSettings(request));
  const { file, checksum } = await receiveBody(service.files, request, caller);
  try {
    const object = {
      key,
      ...description,
      sizeBytes: file.sizeBytes,
      etag: file.etag,
      lastModified: wholeSecond(service.clock()),
      ...(checksum === undefined ? {} : { checksum }),
    };
    await service.files.commit(bucket, file, { object, guard });
  } finally {
    await file.discard();
  }
  const headers: Record<string, string> = { etag: `"${file.etag}"` };
  if (checksum !== undefined) {
    headers[checksumHeader(checksum.algorithm)] = checksum.value;
    headers["x-amz-checksum-type"] = "FULL_OBJECT";
  }
  return { status: 200, headers };
};

/** S3 keeps times to the second. */
export function wholeSecond(date: Date): string {
  return new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();
}
