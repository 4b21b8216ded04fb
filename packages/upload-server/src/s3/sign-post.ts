/** Signs POST policies, each of which admits exactly one file. */
import type { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost, type PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import type { ObjectStore } from "../object-store.ts";

type Target = { client: S3Client; bucket: string; publicEndpoint?: string | undefined };

/**
 * @returns a function that gives form fields to send before `file`, in any order; every one is an exact
 *   condition of the policy, and so is the size: there is no `starts-with`
 * @see AWS S3 API, "POST Object"; "Creating a POST policy (SigV4)"
 */
export function createPostSigner({
  client,
  bucket,
  publicEndpoint,
}: Target): ObjectStore["signPost"] {
  let place: Promise<Place> | null = null;
  return async ({ key, type, sizeBytes, sha256, claim, expiresInSeconds }) => {
    const post: PresignedPostOptions = {
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
    };
    place ??= createPresignedPost(client, post).then(({ url }) => ({
      url: publicEndpoint === undefined ? url : movedUrl(url, publicEndpoint, bucket),
      signer: knowing(url, client),
    }));
    const { url, signer } = await place.catch((error: unknown) => {
      place = null;
      throw error;
    });
    const { fields } = await createPresignedPost(signer, post);
    return { url, fields };
  };
}

/** Where forms go, which the first one tells. */
type Place = { url: string; signer: S3Client };

/**
 * The client as `createPresignedPost` reads it, and nothing else of it. For each form the SDK copies the client's
 * whole configuration and works out the bucket's address, which takes half of its time and never changes.
 */
function knowing(url: string, { config }: S3Client): S3Client {
  const { base64Encoder, credentials, logger, region, sha256, utf8Decoder } = config;
  const endpoint = { url: new URL(url) };
  const known = {
    base64Encoder,
    credentials,
    logger,
    region,
    sha256,
    utf8Decoder,
    isCustomEndpoint: true,
    endpointProvider: () => endpoint,
    // Corrected by the SDK when an answer of the store shows that this machine's clock is wrong.
    get systemClockOffset() {
      return config.systemClockOffset;
    },
  };
  // A test compares its forms with those that the SDK makes with the whole client.
  return { config: known } as unknown as S3Client;
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
