/** The key that signs for one day, one region and S3. */
import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

type Scope = {
  secretAccessKey: string;
  /** UTC, YYYYMMDD */
  day: string;
  region: string;
};

/**
 * @returns derives the key, and keeps the last one: credentials and days change rarely
 * @see AWS, "Signature Version 4", "Deriving the signing key"
 */
export function createSigningKeys(): (scope: Scope) => KeyObject {
  let last: { scope: Scope; key: KeyObject } | null = null;
  return (scope) => {
    if (!last || !isSame(last.scope, scope)) last = { scope, key: deriveKey(scope) };
    return last.key;
  };
}

function isSame(one: Scope, other: Scope): boolean {
  return (
    one.secretAccessKey === other.secretAccessKey &&
    one.day === other.day &&
    one.region === other.region
  );
}

function deriveKey({ secretAccessKey, day, region }: Scope): KeyObject {
  const first = Buffer.from(`AWS4${secretAccessKey}`);
  const key = [day, region, "s3", "aws4_request"].reduce<Buffer>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    first,
  );
  return createSecretKey(key);
}
