/** The ledger on the embedded Postgres, and on a real one when TEST_DATABASE_URL names it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describeUploadLedger, type LedgerSetup } from "@picket/upload-server/testing";
import { eq, sql, type SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { openDatabase, type Db } from "../src/db/open-database.ts";
import { shops, uploads } from "../src/db/schema.ts";
import { milliseconds } from "../src/db/sql-time.ts";
import { createUploadLedger } from "../src/db/upload-ledger.ts";
import type { Env } from "../src/env.ts";

describeUploadLedger("the ledger on embedded Postgres", () => setup({ kind: "embedded" }));

const url = process.env["TEST_DATABASE_URL"];
if (url) {
  describeUploadLedger("the ledger on real Postgres", () => setup({ kind: "postgres", url }));
}

async function setup(settings: Env["database"]): Promise<LedgerSetup<Db>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "picket-ledger-"));
  const { db, close } = await openDatabase(settings, dataDir);
  return {
    ledger: createUploadLedger(db),
    advance: async (ms) => {
      const earlier = (moment: AnyPgColumn): SQL => sql`${moment} - ${milliseconds(ms)}`;
      const { leaseExpiresAt, removeAt, updatedAt } = uploads;
      await db.update(uploads).set({
        leaseExpiresAt: earlier(leaseExpiresAt),
        removeAt: earlier(removeAt),
        updatedAt: earlier(updatedAt),
      });
    },
    transaction: (work) => db.transaction(work),
    writeRow: async (tx, id) => {
      await tx.insert(shops).values({ name: id });
    },
    countRows: (id) => db.$count(shops, eq(shops.name, id)),
    close: async () => {
      await close();
      await rm(dataDir, { recursive: true });
    },
  };
}
