/** What can be set on a bucket, and the rules for its name. */
import { parseBucketPolicy } from "./bucket-policy.ts";

export type CorsRule = {
  id?: string;
  /** each may hold one `*` */
  allowedOrigins: readonly string[];
  allowedMethods: readonly string[];
  /** each may hold one `*` */
  allowedHeaders: readonly string[];
  exposeHeaders: readonly string[];
  maxAgeSeconds?: number;
};

export type BucketSettings = {
  /** ISO 8601 UTC */
  createdAt: string;
  corsRules: readonly CorsRule[];
  /** the policy document as it was put */
  policy: string | null;
};

/** What the factory's caller may say of a bucket. */
export type BucketOptions = {
  name: string;
  /** keys under these are readable by everybody; `""` is the whole bucket */
  publicReadPrefixes?: string[];
  /** these origins may GET, HEAD, POST and PUT from a browser; `"*"` is every one */
  corsOrigins?: string[];
};

/** A bucket without any rule. */
export function emptySettings(createdAt: Date): BucketSettings {
  return { createdAt: createdAt.toISOString(), corsRules: [], policy: null };
}

/**
 * Lays options over stored settings; what an option does not mention stays.
 * @throws an error in plain words for a prefix that a policy would take for a pattern
 */
export function applyOptions(settings: BucketSettings, options: BucketOptions): BucketSettings {
  const { corsOrigins, publicReadPrefixes } = options;
  const wrong = publicReadPrefixes?.find((prefix) => /[*?$]/.test(prefix));
  if (wrong !== undefined) throw new Error(`"${wrong}" is a pattern, not a prefix of keys.`);
  return {
    ...settings,
    ...(corsOrigins === undefined ? {} : { corsRules: corsRulesFor(corsOrigins) }),
    ...(publicReadPrefixes === undefined
      ? {}
      : { policy: publicReadPolicy(options.name, publicReadPrefixes) }),
  };
}

/** Whether anybody may read this key. */
export function isPublicKey(settings: BucketSettings, bucketName: string, key: string): boolean {
  if (settings.policy === null) return false;
  const { publicPrefixes } = parseBucketPolicy(Buffer.from(settings.policy), bucketName);
  return publicPrefixes.some((prefix) => key.startsWith(prefix));
}

/** The rules of S3 for general purpose buckets, as far as they are syntax. */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name)
  );
}

function corsRulesFor(origins: readonly string[]): CorsRule[] {
  if (origins.length === 0) return [];
  return [
    {
      allowedOrigins: origins,
      allowedMethods: ["GET", "HEAD", "POST", "PUT"],
      allowedHeaders: ["*"],
      exposeHeaders: ["ETag"],
      maxAgeSeconds: 3000,
    },
  ];
}

function publicReadPolicy(bucketName: string, prefixes: readonly string[]): string | null {
  if (prefixes.length === 0) return null;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "PublicRead",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: prefixes.map((prefix) => `arn:aws:s3:::${bucketName}/${prefix}*`),
      },
    ],
  });
}
