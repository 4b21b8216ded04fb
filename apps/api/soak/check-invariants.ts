/** What must hold whatever was killed: every public object has its row, every row its objects, and nothing is left over. */
import { createHash } from "node:crypto";
import { imagesPrefix, incomingPrefix, type ObjectStore } from "@picket/upload-server";
import sharp from "sharp";
import { checkCatalogue, type Acknowledged } from "./check-catalogue.ts";
import type { WorkerRows } from "./worker.ts";

export type InvariantReport = { objects: number; rows: number; violations: string[] };

/** Once everything was swept; the names are those of the specification. */
export async function checkInvariants(
  store: ObjectStore,
  rows: WorkerRows,
  acknowledged: Acknowledged,
): Promise<InvariantReport> {
  const { images, uploads } = rows;
  const violations = checkCatalogue(rows, acknowledged);
  const expectThat = (holds: boolean, violation: string): void => {
    if (!holds) violations.push(violation);
  };
  const publicKeys = await listKeys(store, imagesPrefix);
  const incomingKeys = await listKeys(store, incomingPrefix);
  const live = new Map(
    uploads.flatMap((row) =>
      row.status === "published" && row.imageId ? [[row.imageId, row]] : [],
    ),
  );

  const ownKeys = new Set<string>();
  for (const { id, variants } of images) {
    expectThat(live.has(id), `I1: image ${id} has no published upload`);
    for (const { key, sizeBytes, sha256 } of variants) {
      ownKeys.add(key);
      const bytes = await store.read(key, sizeBytes);
      if (!(bytes instanceof Uint8Array)) {
        violations.push(`I1: ${key} is ${bytes ?? "missing"}`);
        continue;
      }
      const actual = createHash("sha256").update(bytes).digest("base64");
      expectThat(actual === sha256, `I1: ${key} has other content than its row says`);
      const isDecoded = await sharp(bytes)
        .stats()
        .then(
          () => true,
          () => false,
        );
      expectThat(isDecoded, `I1: ${key} does not decode`);
    }
  }
  const imageIds = new Set(images.map(({ id }) => id));
  for (const id of live.keys()) expectThat(imageIds.has(id), `I1: upload of ${id} has no image`);
  for (const key of publicKeys) expectThat(ownKeys.has(key), `I2: ${key} is public without a row`);
  for (const key of incomingKeys) violations.push(`I3: ${key} is left`);
  for (const { status, ticketId } of uploads) {
    expectThat(hasEnded(status), `I4: ${ticketId} is still ${status}`);
  }
  return { objects: publicKeys.length, rows: uploads.length + images.length, violations };
}

export function hasEnded(status: WorkerRows["uploads"][number]["status"]): boolean {
  return ["published", "rejected", "deleted"].includes(status);
}

async function listKeys(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}
