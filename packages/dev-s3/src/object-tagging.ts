/** The tags of an object: read, replace, remove. */
import { noSuchKey } from "./get-object.ts";
import type { StoredObject } from "./object-index.ts";
import { type ObjectTarget, type Operation, type S3Service, xmlResponse } from "./operation.ts";
import { readBody } from "./request-body.ts";
import { parseTaggingXml, taggingXml } from "./tags.ts";

const maxBodyBytes = 64 * 1024;

export const getObjectTagging: Operation<ObjectTarget> = async ({ target }) => {
  const object = target.bucket.objects.get(target.key);
  if (object === undefined) throw noSuchKey(target.key);
  return xmlResponse(taggingXml(object.tags));
};

export const putObjectTagging: Operation<ObjectTarget> = async ({
  service,
  request,
  caller,
  target,
}) => {
  const { bytes } = await readBody(request, caller, maxBodyBytes);
  await setTags(service, target, parseTaggingXml(bytes));
  return { status: 200 };
};

export const deleteObjectTagging: Operation<ObjectTarget> = async ({ service, target }) => {
  await setTags(service, target, []);
  return { status: 204 };
};

function setTags(
  service: S3Service,
  { bucket, key }: ObjectTarget,
  tags: StoredObject["tags"],
): Promise<void> {
  return service.files.describe(bucket, key, (current) => {
    if (current === undefined) throw noSuchKey(key);
    return { ...current, tags };
  });
}
