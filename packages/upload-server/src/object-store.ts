/** The bucket as Picket needs it: a port, with one implementation for S3 and one in memory. */

/** What a POST policy pins; every part is an exact condition. */
export type PostDescription = {
  key: string;
  type: string;
  sizeBytes: number;
  /** base64 of 32 bytes */
  sha256: string;
  /** signed claim, stored with the object as metadata */
  claim: string;
  expiresInSeconds: number;
};

export type SignedPost = { url: string; fields: Record<string, string> };

/** What a signed GET answers with, whatever the object was put with. */
export type GetDescription = {
  key: string;
  type: string;
  /** as in HTTP, e.g. `inline; filename="photo.webp"` */
  disposition: string;
  cacheControl: string;
  expiresInSeconds: number;
};

export type ObjectStat = {
  key: string;
  sizeBytes: number;
  lastModifiedAt: Date;
};

export type NewObject = {
  bytes: Uint8Array;
  type: string;
  cacheControl: string;
  /** as in HTTP, e.g. `inline; filename="photo.webp"` */
  disposition: string;
};

/**
 * Every function throws STORAGE_UNAVAILABLE when the store does not answer or answers 5xx,
 * and STORAGE_REFUSED when it says no (credentials, missing bucket).
 */
export type ObjectStore = {
  /** Pure computation once credentials are at hand; no round trip to the store. */
  signPost: (post: PostDescription) => Promise<SignedPost>;
  /** Pure computation, as `signPost`. @returns a URL that gets this one object, with these headers, until it expires */
  signGet: (get: GetDescription) => Promise<string>;
  /** @returns the claim that the object carries, or null when there is no such object or it has none */
  readClaim: (key: string) => Promise<string | null>;
  /**
   * One GET of the whole object.
   * @param sizeBytes the size that was signed; an object of any other size is not read
   * @returns null when there is no such object, "other-size" when its size differs
   */
  read: (key: string, sizeBytes: number) => Promise<Uint8Array | "other-size" | null>;
  /**
   * Creates the object. A key that exists already keeps what it holds, for somebody may have seen it.
   * @returns "exists" when something lies there already, maybe the same: `read` tells
   */
  put: (key: string, object: NewObject) => Promise<"created" | "exists">;
  /** Missing keys are no error. */
  remove: (keys: string[]) => Promise<void>;
  /** Everything under a prefix, in order of the keys. */
  list: (prefix: string) => AsyncIterable<ObjectStat>;
};
