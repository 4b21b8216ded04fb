/** What S3 answers to a form that it accepted: a status of the form's choice, or a redirect. */
import type { S3Response } from "./operation.ts";
import { uriEncode } from "./sigv4.ts";
import { element, xmlDocument } from "./xml.ts";

/** The answer by `success_action_redirect` and `success_action_status`; 204 without them. */
export function postResponse(stored: {
  bucketName: string;
  key: string;
  /** with its quotes */
  etag: string;
  endpoint: string;
  fields: ReadonlyMap<string, string>;
}): S3Response {
  const { bucketName, key, etag, fields } = stored;
  const path = key.split("/").map(uriEncode).join("/");
  const location = `${stored.endpoint}/${bucketName}/${path}`;
  const redirect = redirectUrl(fields.get("success_action_redirect") ?? fields.get("redirect"));
  if (redirect !== undefined) {
    redirect.searchParams.append("bucket", bucketName);
    redirect.searchParams.append("key", key);
    redirect.searchParams.append("etag", etag);
    return { status: 303, headers: { location: redirect.href, etag } };
  }
  const headers = { location, etag };
  const status = fields.get("success_action_status");
  if (status === "200") return { status: 200, headers };
  if (status !== "201") return { status: 204, headers };
  const body = xmlDocument(
    "PostResponse",
    element("Location", location) +
      element("Bucket", bucketName) +
      element("Key", key) +
      element("ETag", etag),
  );
  return { status: 201, headers, body };
}

/** S3 acts as if a redirect that is no web address were not there. */
function redirectUrl(text: string | undefined): URL | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
}
