/** What the sweep asks the ledger for is found along an index, however many images live. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase, type Database } from "../src/db/open-database.ts";
import { createUploadLedger } from "../src/db/upload-ledger.ts";

const monthMs = 30 * 24 * 3_600_000;

let dir: string;
let database: Database;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "picket-indexes-"));
  database = await openDatabase({ kind: "embedded" }, dir);
  // Of a hundred uploads one was rejected and one deleted, two months ago; two images are to be removed, one is at work.
  await database.db.execute(sql`
    insert into uploads (ticket_id, route, owner, key, name, type, size_bytes, sha256, attempt, status, image_id,
      remove_at, updated_at)
    select md5('ticket' || i), 'productImage', 'ann', 'incoming/product-image/' || i, 'mug', 'image/jpeg', 1, '', 1,
      case i % 100 when 0 then 'rejected' when 1 then 'deleted' when 2 then 'deleting' when 3 then 'rejected'
        when 4 then 'verifying' else 'published' end,
      case when i % 100 not in (0, 4) then md5('image' || i) end,
      case when i % 100 in (2, 3) then now() end,
      now() - interval '60 days'
    from generate_series(1, 20000) i`);
  await database.db.execute(sql`analyze uploads`);
});
afterAll(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

type Ledger = ReturnType<typeof createUploadLedger>;

const lists: [string, string, (ledger: Ledger) => Promise<unknown[]>, number][] = [
  [
    "uploads to forget",
    "uploads_forgettable",
    (ledger) => ledger.listForgettable(monthMs, 1000),
    400,
  ],
  ["dead images", "uploads_to_remove", (ledger) => listed(ledger.listDead()), 400],
  ["stale uploads", "uploads_not_ended", (ledger) => listed(ledger.listStale()), 200],
];

test.each(lists)("%s are read along %s", async (_what, index, list, count) => {
  const [scansBefore, readBefore] = await readScans(index);
  expect(await list(createUploadLedger(database.db))).toHaveLength(count);
  const [scans, read] = await readScans(index);
  expect(scans).toBeGreaterThan(scansBefore);
  expect(read - readBefore, "rows read without an index").toBe(0);
});

async function listed(entries: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

/** @returns how often the index was used, and how many rows of the table were read without any */
async function readScans(index: string): Promise<[number, number]> {
  await database.query({ text: "select pg_stat_force_next_flush()" });
  const { rows } = await database.query({
    text: `select i.idx_scan, t.seq_tup_read
      from pg_stat_user_indexes i join pg_stat_user_tables t using (relid)
      where indexrelname = $1`,
    values: [index],
  });
  // The two columns of the statement above.
  const [row] = rows as { idx_scan: number; seq_tup_read: number }[];
  return [Number(row?.idx_scan), Number(row?.seq_tup_read)];
}
