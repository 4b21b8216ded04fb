/** On the embedded Postgres, and on a real one when TEST_DATABASE_URL names it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase, type Database } from "../src/db/open-database.ts";
import { runAlone } from "../src/db/run-alone.ts";
import { jobLeases } from "../src/db/schema.ts";
import type { Env } from "../src/env.ts";

const url = process.env["TEST_DATABASE_URL"];
const databases: [string, Env["database"]][] = [["embedded Postgres", { kind: "embedded" }]];
if (url) databases.push(["real Postgres", { kind: "postgres", url }]);

describe.each(databases)("a job on %s", (_name, settings) => {
  let dataDir: string;
  let database: Database;
  const signal = new AbortController().signal;
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), "picket-alone-"));
    database = await openDatabase(settings, dataDir);
  });
  afterAll(async () => {
    await database.close();
    await rm(dataDir, { recursive: true });
  });

  /** Begins and does not end before it is told to. */
  function createWork() {
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    let signalOfWork: AbortSignal | null = null;
    const work = async (given: AbortSignal): Promise<string> => {
      signalOfWork = given;
      await ended;
      return "done";
    };
    return {
      work,
      end: () => end(),
      isBegun: () => signalOfWork !== null,
      signalOf: () => signalOfWork,
    };
  }

  test("is done by one of ten, and again by another when that has ended", async () => {
    const { work, end, isBegun } = createWork();
    const { db } = database;
    const job = "one of ten";
    const all = Array.from({ length: 10 }, () => runAlone(db, { job, signal }, work));
    await expect.poll(isBegun).toBe(true);
    end();
    const results = await Promise.all(all);
    expect(results.filter((result) => result === "done").length).toBeGreaterThan(0);
    expect(await runAlone(db, { job, signal }, async () => "again")).toBe("again");
  });

  test("is left alone while somebody is at it", async () => {
    const { work, end, isBegun } = createWork();
    const { db } = database;
    const first = runAlone(db, { job: "busy", signal }, work);
    await expect.poll(isBegun).toBe(true);
    expect(await runAlone(db, { job: "busy", signal }, async () => "second")).toBeNull();
    expect(await runAlone(db, { job: "another", signal }, async () => "another")).toBe("another");
    end();
    expect(await first).toBe("done");
  });

  test("that fails is free again", async () => {
    const { db } = database;
    const failure = new Error("the job's own");
    const failing = runAlone(db, { job: "failing", signal }, () => Promise.reject(failure));
    await expect(failing).rejects.toBe(failure);
    expect(await runAlone(db, { job: "failing", signal }, async () => "next")).toBe("next");
  });

  test("whose process died is taken over when its lease has run out", async () => {
    const { db } = database;
    const dead = { job: "dead", holder: "a process that was killed", expiresAt: new Date(0) };
    await db.insert(jobLeases).values(dead);
    expect(await runAlone(db, { job: "dead", signal }, async () => "next")).toBe("next");
  });

  test("that outlasts its lease keeps it, and stops when it was lost all the same", async () => {
    const { work, end, isBegun, signalOf } = createWork();
    const { db } = database;
    const lease = { job: "long", signal, leaseMs: 300 };
    const running = runAlone(db, lease, work);
    await expect.poll(isBegun).toBe(true);
    const readExpiry = async (): Promise<number> => {
      const [row] = await db.select().from(jobLeases).where(eq(jobLeases.job, "long"));
      return row?.expiresAt.getTime() ?? 0;
    };
    const before = await readExpiry();
    await expect.poll(readExpiry).toBeGreaterThan(before);
    expect(signalOf()?.aborted).toBe(false);
    await db.update(jobLeases).set({ holder: "another" }).where(eq(jobLeases.job, "long"));
    await expect.poll(() => signalOf()?.aborted, { timeout: 30_000 }).toBe(true);
    end();
    await running;
    // It did not end the lease of the one who has it now.
    expect(await readExpiry()).toBeGreaterThan(0);
  });

  test("is told when everything stops", async () => {
    const controller = new AbortController();
    const { work, end, isBegun, signalOf } = createWork();
    const running = runAlone(database.db, { job: "stopping", signal: controller.signal }, work);
    await expect.poll(isBegun).toBe(true);
    controller.abort();
    expect(signalOf()?.aborted).toBe(true);
    end();
    await running;
  });
});
