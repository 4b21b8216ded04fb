/** What a bucket needs before the first upload. Run it once, as somebody who may change the bucket. */
import {
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from "@aws-sdk/client-s3";

/** Pages on these origins may send forms. Without a rule a browser reports a network error and nothing else. */
export async function allowPages(client: S3Client, Bucket: string, origins: string[]) {
  const rule = { AllowedOrigins: origins, AllowedMethods: ["POST"], MaxAgeSeconds: 3600 };
  const CORSConfiguration = { CORSRules: [rule] };
  await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));
}

/** Everybody may read what was published, and nothing else. Not needed behind a CDN that may read for itself. */
export async function publishImages(client: S3Client, Bucket: string) {
  const Statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${Bucket}/images/*`,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

/** A second net below the sweep, for the case that no process runs it: what was never completed goes after two days. */
export async function expireIncoming(client: S3Client, Bucket: string) {
  const rule = {
    ID: "picket-incoming",
    Status: "Enabled" as const,
    Filter: { Prefix: "incoming/" },
    Expiration: { Days: 2 },
  };
  const LifecycleConfiguration = { Rules: [rule] };
  await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
}
