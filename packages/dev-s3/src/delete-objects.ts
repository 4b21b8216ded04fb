/** DeleteObject and DeleteObjects. */
import { deleteGuard, guardMatch } from "./conditions.ts";
import type { Bucket } from "./object-files.ts";
import type { ObjectTarget, Operation } from "./operation.ts";
import { xmlResponse } from "./operation.ts";
import { childNames, children, childText, parseXml, type XmlNode } from "./parse-xml.ts";
import { readBody } from "./request-body.ts";
import { S3Error } from "./s3-error.ts";
import { element, s3Document } from "./xml.ts";

const maxKeys = 1000;
const maxBodyBytes = 2 * 1024 * 1024;

type Deletion = { key: string; etag: string | undefined; unsupported: string | undefined };

/** Removes one object; that it was not there is no error. */
export const deleteObject: Operation<ObjectTarget> = async ({ service, request, target }) => {
  await service.files.remove(target.bucket, target.key, deleteGuard(request));
  return { status: 204 };
};

/**
 * Removes up to 1,000 objects; each succeeds or fails on its own.
 * @throws MalformedXML; InvalidRequest when the body carries no checksum
 */
export const deleteObjects: Operation<Bucket> = async ({ service, request, caller, target }) => {
  const { bytes, isChecked } = await readBody(request, caller, maxBodyBytes);
  if (!isChecked) {
    throw new S3Error("InvalidRequest", {
      message: "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
    });
  }
  const { deletions, isQuiet } = readDeletions(bytes);
  const results: string[] = [];
  for (const deletion of deletions) {
    try {
      if (deletion.unsupported !== undefined) {
        throw new S3Error("NotImplemented", {
          message: `${deletion.unsupported} is not implemented`,
        });
      }
      await service.files.remove(target, deletion.key, (current) =>
        guardMatch(deletion.etag, current),
      );
      if (!isQuiet) results.push(`<Deleted>${element("Key", deletion.key)}</Deleted>`);
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      results.push(
        `<Error>${element("Key", deletion.key)}${element("Code", error.code)}${element("Message", error.message)}</Error>`,
      );
    }
  }
  return xmlResponse(s3Document("DeleteResult", results.join("")));
};

function readDeletions(body: Buffer): { deletions: Deletion[]; isQuiet: boolean } {
  const root = parseXml(body, "Delete");
  const deletions = children(root, "Object").map(readDeletion);
  const isKnown = childNames(root).every((name) => name === "Object" || name === "Quiet");
  if (!isKnown || deletions.length === 0 || deletions.length > maxKeys) {
    throw new S3Error("MalformedXML");
  }
  return { deletions, isQuiet: childText(root, "Quiet")?.trim() === "true" };
}

function readDeletion(node: XmlNode): Deletion {
  const key = childText(node, "Key");
  if (key === undefined || key === "") throw new S3Error("MalformedXML");
  const unsupported = childNames(node).find((name) => name !== "Key" && name !== "ETag");
  return { key, etag: childText(node, "ETag"), unsupported };
}
