/** What the parts of the object stores' suite share. */
import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { ObjectStat, ObjectStore, SignedPost } from "../object-store.ts";
import type { GetAnswer } from "./memory-store.ts";

export type ObjectStoreSetup = {
  /** may hold other objects already; the suite removes its own */
  store: ObjectStore;
  /** sends the form as a browser would */
  post: (signed: SignedPost, bytes: Uint8Array<ArrayBuffer>) => Promise<{ status: number }>;
  /** gets a URL as a browser would; header names in small letters */
  get: (url: string) => Promise<GetAnswer>;
  /** false for a store that matches a posted checksum to the policy but not to the body, as Ceph 16 does */
  checksPostedContent: boolean;
  close: () => Promise<void>;
};

/** The store, and what the suite does with it again and again. */
export type StoreUnderTest = {
  /** only within a test */
  given: () => ObjectStoreSetup;
  /** of an object that nobody has, removed when the suite ends */
  newKey: () => string;
  keysUnder: (prefix: string) => Promise<string[]>;
  putText: (key: string, text: string) => Promise<"created" | "exists">;
};

export async function listed(store: ObjectStore, prefix: string): Promise<ObjectStat[]> {
  const stats: ObjectStat[] = [];
  for await (const stat of store.list(prefix)) stats.push(stat);
  return stats;
}

export function sha256Of(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("base64");
}

export function expectRefused({ status }: { status: number }, how = "as it is"): void {
  expect(status, `the answer to a form ${how}`).toBeGreaterThanOrEqual(400);
  expect(status, `the answer to a form ${how}`).toBeLessThan(500);
}
