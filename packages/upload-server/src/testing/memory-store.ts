/** The bucket in memory, as strict about tickets as S3 is. */
import { createHash, createHmac, randomBytes } from "node:crypto";
import type { ObjectStore, SignedPost } from "../object-store.ts";

export type MemoryObject = {
  bytes: Uint8Array;
  type: string;
  /** null when the server itself wrote the object */
  claim: string | null;
  lastModifiedAt: Date;
};

export type MemoryStore = ObjectStore & {
  /** by key; a test may look, and change what lies there as an intruder would */
  objects: Map<string, MemoryObject>;
  /**
   * What the store answers when a browser posts this form.
   * @returns the HTTP status: 201, or 400 and 403 as S3 gives them
   */
  receivePost: (signed: SignedPost, bytes: Uint8Array) => number;
  /** What the store answers to a GET of a URL that was signed. */
  receiveGet: (url: string) => GetAnswer;
};

export type GetAnswer = { status: number; headers: Record<string, string>; bytes: Uint8Array };

type Policy = { expiresAt: string; sizeBytes: number; fields: Record<string, string> };

export function createMemoryStore({
  clock = () => new Date(),
}: { clock?: () => Date } = {}): MemoryStore {
  const objects = new Map<string, MemoryObject>();
  const secret = randomBytes(32);
  const sign = (policy: string): string =>
    createHmac("sha256", secret).update(policy).digest("hex");

  return {
    objects,

    signPost: async ({ key, type, sizeBytes, sha256, claim, expiresInSeconds }) => {
      const fields = {
        key,
        "Content-Type": type,
        "x-amz-checksum-sha256": sha256,
        "x-amz-meta-claim": claim,
      };
      const expiresAt = new Date(clock().getTime() + expiresInSeconds * 1000).toISOString();
      const description: Policy = { expiresAt, sizeBytes, fields };
      const policy = Buffer.from(JSON.stringify(description)).toString("base64");
      const signature = sign(policy);
      return { url: "memory://bucket", fields: { ...fields, policy, signature } };
    },

    receivePost: ({ fields: { policy = "", signature = "", ...fields } }, bytes) => {
      if (signature !== sign(policy)) return 403;
      const wanted: Policy = JSON.parse(Buffer.from(policy, "base64").toString());
      if (clock() >= new Date(wanted.expiresAt)) return 403;
      if (!hasSameEntries(fields, wanted.fields)) return 403;
      if (bytes.byteLength !== wanted.sizeBytes) return 400;
      const sha256 = createHash("sha256").update(bytes).digest("base64");
      if (sha256 !== fields["x-amz-checksum-sha256"]) return 400;
      objects.set(fields["key"] ?? "", {
        bytes: new Uint8Array(bytes),
        type: fields["Content-Type"] ?? "",
        claim: fields["x-amz-meta-claim"] ?? "",
        lastModifiedAt: clock(),
      });
      return 201;
    },

    signGet: async ({ expiresInSeconds, ...get }) => {
      const expiresAt = new Date(clock().getTime() + expiresInSeconds * 1000).toISOString();
      const query = new URLSearchParams({ ...get, expiresAt });
      query.append("signature", sign(query.toString()));
      return `memory://bucket?${query.toString()}`;
    },

    receiveGet: (url) => {
      const refused = { status: 403, headers: {}, bytes: new Uint8Array() };
      const query = new URL(url).searchParams;
      const signature = query.get("signature");
      query.delete("signature");
      if (signature !== sign(query.toString())) return refused;
      if (clock() >= new Date(query.get("expiresAt") ?? 0)) return refused;
      const object = objects.get(query.get("key") ?? "");
      if (!object) return { ...refused, status: 404 };
      const headers = {
        "content-type": query.get("type") ?? "",
        "content-disposition": query.get("disposition") ?? "",
        "cache-control": query.get("cacheControl") ?? "",
      };
      return { status: 200, headers, bytes: object.bytes };
    },

    readClaim: async (key) => objects.get(key)?.claim ?? null,

    read: async (key, sizeBytes) => {
      const object = objects.get(key);
      if (!object) return null;
      return object.bytes.byteLength === sizeBytes ? new Uint8Array(object.bytes) : "other-size";
    },

    put: async (key, { bytes, type }) => {
      if (objects.has(key)) return "exists";
      objects.set(key, {
        bytes: new Uint8Array(bytes),
        type,
        claim: null,
        lastModifiedAt: clock(),
      });
      return "created";
    },

    remove: async (keys) => {
      for (const key of keys) objects.delete(key);
    },

    list: async function* (prefix) {
      for (const key of [...objects.keys()].sort()) {
        const object = objects.get(key);
        if (!object || !key.startsWith(prefix)) continue;
        const { bytes, lastModifiedAt } = object;
        yield { key, sizeBytes: bytes.byteLength, lastModifiedAt };
      }
    },
  };
}

function hasSameEntries(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
