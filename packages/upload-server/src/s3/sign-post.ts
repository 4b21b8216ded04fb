/** Signs POST policies, each of which admits exactly one file. */
import { createHmac } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import type { ObjectStore } from "../object-store.ts";
import { createSigningKeys } from "./signing-key.ts";

/** Where forms go to; neither changes while the process runs. */
type Place = { url: string; region: string };

type Target = { client: S3Client; bucket: string; publicEndpoint?: string | undefined };

/**
 * Makes what the SDK's `createPresignedPost` makes, which a test compares, in a fraction of its time: the SDK copies the
 * client's whole configuration and works out address and signing key for each form, and neither changes in a day.
 * @returns a function that gives form fields to send before `file`, in any order; every one is an exact
 *   condition of the policy, and so is the size: there is no `starts-with`
 * @see AWS S3 API, "POST Object"; "Creating a POST policy (SigV4)"
 */
export function createPostSigner({
  client,
  bucket,
  publicEndpoint,
}: Target): ObjectStore["signPost"] {
  const { config } = client;
  const signingKey = createSigningKeys();
  let place: Promise<Place> | null = null;

  const askPlace = async (): Promise<Place> => {
    // Which of its forms a bucket's address has is the SDK's to know.
    const { url } = await createPresignedPost(client, { Bucket: bucket, Key: "address" });
    const region = await config.region();
    return {
      url: publicEndpoint === undefined ? url : movedUrl(url, publicEndpoint, bucket),
      region,
    };
  };

  return async (post) => {
    place ??= askPlace().catch((error: unknown) => {
      place = null;
      throw error;
    });
    const { url, region } = await place;
    const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
    // The SDK corrects the offset when an answer of the store shows that this machine's clock is wrong.
    const now = Date.now() + config.systemClockOffset;
    const date = iso8601(now).replaceAll(/[-:]/g, "");
    const day = date.slice(0, 8);
    // Filled in place: to make one object of several costs more than to sign it.
    const fields: Record<string, string> = {
      "Content-Type": post.type,
      success_action_status: "201",
      "x-amz-checksum-algorithm": "SHA256",
      "x-amz-checksum-sha256": post.sha256,
      "x-amz-meta-claim": post.claim,
      bucket,
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": `${accessKeyId}/${day}/${region}/s3/aws4_request`,
      "X-Amz-Date": date,
    };
    if (sessionToken !== undefined) fields["X-Amz-Security-Token"] = sessionToken;
    fields["key"] = post.key;
    const policy = policyOf(fields, post.sizeBytes, now + post.expiresInSeconds * 1000);
    const signature = createHmac("sha256", signingKey({ secretAccessKey, day, region }))
      .update(policy)
      .digest("hex");
    fields["Policy"] = policy;
    fields["X-Amz-Signature"] = signature;
    return { url, fields };
  };
}

/**
 * @param fields by names that JSON takes as they are
 * @returns in base64: these fields and this size, all of them exactly
 */
function policyOf(fields: Record<string, string>, sizeBytes: number, expiresAtMs: number): string {
  const exact = Object.entries(fields).map(
    ([name, value]) => `{"${name}":${JSON.stringify(value)}}`,
  );
  const conditions = [`["content-length-range",${sizeBytes},${sizeBytes}]`, ...exact];
  const policy = `{"expiration":"${iso8601(expiresAtMs)}","conditions":[${conditions.join()}]}`;
  return Buffer.from(policy).toString("base64");
}

/** To the second, in UTC. */
function iso8601(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}

/** The signature covers neither host nor path of a form, so the browser may be sent to another name of the store. */
function movedUrl(url: string, publicEndpoint: string, bucket: string): string {
  const signed = new URL(url);
  const moved = new URL(publicEndpoint);
  const isPathStyle = signed.pathname.split("/").includes(bucket);
  if (!isPathStyle) moved.hostname = `${bucket}.${moved.hostname}`;
  else moved.pathname = `${moved.pathname.replace(/\/$/, "")}/${bucket}`;
  return moved.href;
}
