/** The objects of one bucket, by key and in the order in which S3 lists them. */
import type { Checksum } from "./checksums.ts";

/** Everything about an object but its bytes, as it lies on disk. */
export type StoredObject = {
  key: string;
  /** name of the file that holds the bytes */
  blob: string;
  sizeBytes: number;
  /** MD5 in hex, without quotes */
  etag: string;
  /** ISO 8601 UTC, whole seconds */
  lastModified: string;
  /** `content-type` and the like, lower case */
  headers: Readonly<Record<string, string>>;
  /** `x-amz-meta-*` without that prefix, lower case */
  metadata: Readonly<Record<string, string>>;
  checksum?: Checksum;
  tags: ReadonlyArray<readonly [key: string, value: string]>;
};

export type ObjectIndex = {
  get: (key: string) => StoredObject | undefined;
  set: (object: StoredObject) => void;
  delete: (key: string) => void;
  /** keys from the first one at or after `from`, in UTF-8 order */
  keysFrom: (from: string) => Iterable<string>;
};

/** An index over the given objects. */
export function createObjectIndex(objects: readonly StoredObject[]): ObjectIndex {
  const byKey = new Map(objects.map((object) => [object.key, object]));
  const keys = [...byKey.keys()].toSorted(compareUtf8);

  return {
    get: (key) => byKey.get(key),
    set: (object) => {
      if (!byKey.has(object.key)) keys.splice(positionOf(keys, object.key), 0, object.key);
      byKey.set(object.key, object);
    },
    delete: (key) => {
      if (byKey.delete(key)) keys.splice(positionOf(keys, key), 1);
    },
    keysFrom: function* (from) {
      for (let at = positionOf(keys, from); at < keys.length; at++) yield keys[at] ?? "";
    },
  };
}

/** Orders strings by their UTF-8 bytes; JavaScript's own order differs beyond U+FFFF. */
export function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above all others. */
function rank(codeUnit: number): number {
  if (codeUnit >= 0xe000) return codeUnit - 0x800;
  return codeUnit >= 0xd800 ? codeUnit + 0x2000 : codeUnit;
}

/** Where the key is, or would be inserted. */
function positionOf(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUtf8(keys[middle] ?? "", key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
