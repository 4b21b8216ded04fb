/** Object tags: as header, as XML, and their limits. */
import { childNames, children, childText, parseXml } from "./parse-xml.ts";
import { S3Error } from "./s3-error.ts";
import { element, s3Document } from "./xml.ts";
import type { StoredObject } from "./object-index.ts";

type Tags = StoredObject["tags"];

const maxTags = 10;

/** Reads `a=1&b=2` as in `x-amz-tagging`. @throws InvalidTag */
export function parseTagging(text: string): Tags {
  const tags = [...new URLSearchParams(text)];
  return checked(tags);
}

/** Reads the XML body of PutObjectTagging. @throws MalformedXML, InvalidTag */
export function parseTaggingXml(body: Buffer): Tags {
  const root = parseXml(body, "Tagging");
  const [tagSet, ...others] = children(root, "TagSet");
  if (tagSet === undefined || others.length > 0) throw new S3Error("MalformedXML");
  if (childNames(tagSet).some((name) => name !== "Tag")) throw new S3Error("MalformedXML");
  const tags = children(tagSet, "Tag").map((tag) => {
    const [key, value] = [childText(tag, "Key"), childText(tag, "Value")];
    if (key === undefined || value === undefined) throw new S3Error("MalformedXML");
    return [key, value] as const;
  });
  return checked(tags);
}

/** The body of GetObjectTagging. */
export function taggingXml(tags: Tags): string {
  const set = tags.map(
    ([key, value]) => `<Tag>${element("Key", key)}${element("Value", value)}</Tag>`,
  );
  return s3Document("Tagging", `<TagSet>${set.join("")}</TagSet>`);
}

function checked(tags: Tags): Tags {
  if (tags.length > maxTags) {
    throw new S3Error("BadRequest", { message: "Object tags cannot be greater than 10" });
  }
  const isAllowed = (text: string) => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
  for (const [key, value] of tags) {
    if (key === "" || key.length > 128 || !isAllowed(key)) {
      throw new S3Error("InvalidTag", { message: "The TagKey you have provided is invalid" });
    }
    if (value.length > 256 || !isAllowed(value)) {
      throw new S3Error("InvalidTag", { message: "The TagValue you have provided is invalid" });
    }
  }
  if (new Set(tags.map(([key]) => key)).size < tags.length) {
    throw new S3Error("InvalidTag", {
      message: "Cannot provide multiple Tags with the same key",
    });
  }
  return tags;
}
