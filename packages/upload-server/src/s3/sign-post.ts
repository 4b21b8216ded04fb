/** Signs POST policies, each of which admits exactly one file. */
import { createHmac } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import type { ObjectStore, PostDescription } from "../object-store.ts";
import { createSigningKeys } from "./signing-key.ts";

type Target = { client: S3Client; bucket: string; publicEndpoint?: string | undefined };

/**
 * Makes what the SDK's `createPresignedPost` makes, which a test compares, in an eighth of its time: the SDK copies the
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
  let address: Promise<string> | null = null;

  const askAddress = async (): Promise<string> => {
    // Which of its forms a bucket's address has is the SDK's to know.
    const { url } = await createPresignedPost(client, { Bucket: bucket, Key: "address" });
    return publicEndpoint === undefined ? url : movedUrl(url, publicEndpoint, bucket);
  };

  return async (post) => {
    address ??= askAddress();
    const url = await address.catch((error: unknown) => {
      address = null;
      throw error;
    });
    const region = await config.region();
    const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
    // The SDK corrects the offset when an answer of the store shows that this machine's clock is wrong.
    const now = Date.now() + config.systemClockOffset;
    const date = iso8601(now).replaceAll(/[-:]/g, "");
    const day = date.slice(0, 8);
    const fields: Record<string, string> = {
      ...fieldsOf(post),
      bucket,
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": `${accessKeyId}/${day}/${region}/s3/aws4_request`,
      "X-Amz-Date": date,
      ...(sessionToken !== undefined && { "X-Amz-Security-Token": sessionToken }),
      key: post.key,
    };
    const policy = JSON.stringify({
      expiration: iso8601(now + post.expiresInSeconds * 1000),
      conditions: [
        ["content-length-range", post.sizeBytes, post.sizeBytes],
        ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
      ],
    });
    const Policy = Buffer.from(policy).toString("base64");
    const signature = createHmac("sha256", signingKey({ secretAccessKey, day, region }))
      .update(Policy)
      .digest("hex");
    return { url, fields: { ...fields, Policy, "X-Amz-Signature": signature } };
  };
}

function fieldsOf({ type, sha256, claim }: PostDescription): Record<string, string> {
  return {
    "Content-Type": type,
    success_action_status: "201",
    "x-amz-checksum-algorithm": "SHA256",
    "x-amz-checksum-sha256": sha256,
    "x-amz-meta-claim": claim,
  };
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
