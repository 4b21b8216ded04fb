/** Signs a POST policy that admits exactly one file. */
import type { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import type { PostDescription, SignedPost } from "../object-store.ts";

/**
 * @returns form fields to send before `file`, in any order; every one is an exact condition of the policy,
 *   and so is the size: there is no `starts-with`
 * @see AWS S3 API, "POST Object"; "Creating a POST policy (SigV4)"
 */
export async function signPost(
  target: { client: S3Client; bucket: string; publicEndpoint?: string | undefined },
  { key, type, sizeBytes, sha256, claim, expiresInSeconds }: PostDescription,
): Promise<SignedPost> {
  const { client, bucket, publicEndpoint } = target;
  const { url, fields } = await createPresignedPost(client, {
    Bucket: bucket,
    Key: key,
    Expires: expiresInSeconds,
    Conditions: [["content-length-range", sizeBytes, sizeBytes]],
    // The SDK turns each of them into an exact condition.
    Fields: {
      "Content-Type": type,
      success_action_status: "201",
      "x-amz-checksum-algorithm": "SHA256",
      "x-amz-checksum-sha256": sha256,
      "x-amz-meta-claim": claim,
    },
  });
  return {
    url: publicEndpoint === undefined ? url : movedUrl(url, publicEndpoint, bucket),
    fields,
  };
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
