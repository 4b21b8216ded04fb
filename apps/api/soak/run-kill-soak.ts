/** Kills server processes at every fail point and at random moments, and checks after each batch that nothing was broken. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createDevS3 } from "@picket/dev-s3";
import { imagesPrefix, incomingPrefix } from "@picket/upload-server";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import type { Env } from "../src/env.ts";
import { checkInvariants, hasEnded } from "./check-invariants.ts";
import { createMemory, expireEnded, forgetUpload, visit } from "./customers.ts";
import { isDecoder } from "./decoders.ts";
import { failPoints, type FailPoint } from "./fail-points.ts";
import { createRandom } from "./random.ts";
import { createCrew, WorkerDied, type Worker } from "./start-worker.ts";
import type { WorkerSettings } from "./worker.ts";

export type KillSoakOptions = {
  database: Env["database"];
  /** at least; named points and random moments take turns */
  kills: number;
  /** in their order */
  points: readonly FailPoint[];
  seed: number;
  /** processes at once: more than one needs a real Postgres */
  workers: number;
  /** kills between two checks */
  killsPerCheck: number;
  log: (line: string) => void;
};

export type KillSoakReport = {
  /** by fail point; `random` are those from outside */
  kills: Record<FailPoint | "random", number>;
  totalKills: number;
  checks: number;
  posted: number;
  published: number;
  deleted: number;
  /** taken by the lifecycle rule before anybody completed them */
  expired: number;
  /** rejected because two attempts at them were killed */
  givenUp: number;
  /** of the last two, those whose rows are gone, too */
  forgotten: number;
  /** that were there when their server was killed, and died with it; 0 where the system does not tell */
  decoders: number;
  /** of all checks together */
  rowsChecked: number;
  objectsChecked: number;
  violations: string[];
};

const bucket = "photos";
/** longer than any lease */
const lostLeaseMs = 130_000;
/** longer than a late worker is waited for */
const lateMs = 3_700_000;
const longestLifeMs = 800;
/** of the photos keep a decoder busy */
const heavyShareOtherwise = 0.05;
/** On a busy machine a process takes its time to die. */
const maxOrphanMs = 10_000;
const orphanCheckMs = 20;
/** Of what lies under incoming/ when everything was killed. */
const expiredShare = 0.4;
/**
 * A named point that is not passed in so many visits is a fault of the soak. Chance says who of two processes passes it,
 * and it may be the third pass that kills: the rarest points take about 10 visits, and 60 less than once in a million lives.
 */
const maxVisits = 60;

export async function runKillSoak(options: KillSoakOptions): Promise<KillSoakReport> {
  const { log } = options;
  const dir = await mkdtemp(path.join(tmpdir(), "picket-soak-"));
  const s3 = await createDevS3({
    dir: path.join(dir, "s3"),
    buckets: [{ name: bucket, publicReadPrefixes: [imagesPrefix] }],
  });
  const client = createS3Client({ ...s3, forcePathStyle: true });
  const store = createS3Store({ client, bucket });
  const crew = createCrew();
  const random = createRandom(options.seed);
  const memory = createMemory();
  const settings: WorkerSettings = {
    database: options.database,
    dataDir: dir,
    s3: { endpoint: s3.endpoint, region: s3.region, bucket },
    credentials: s3.credentials,
    secret: randomBytes(32).toString("hex"),
    failAt: null,
  };
  const none = Object.fromEntries([...failPoints, "random"].map((name) => [name, 0]));
  const report: KillSoakReport = {
    // Every name is a key of it by the line above.
    kills: none as KillSoakReport["kills"],
    totalKills: 0,
    checks: 0,
    posted: 0,
    published: 0,
    deleted: 0,
    expired: 0,
    givenUp: 0,
    forgotten: 0,
    decoders: 0,
    rowsChecked: 0,
    objectsChecked: 0,
    violations: [],
  };
  const count = (name: FailPoint | "random"): void => {
    report.kills[name] += 1;
    report.totalKills += 1;
  };

  try {
    for (let life = 0; report.totalKills < options.kills; life += 1) {
      const name = options.points[life % (options.points.length + randomShare)] ?? null;
      await liveAndDie(name);
      const isDue = report.totalKills >= (report.checks + 1) * options.killsPerCheck;
      if (isDue || report.totalKills >= options.kills) await check();
    }
    return report;
  } finally {
    crew.close();
    client.destroy();
    await s3.close();
    await rm(dir, { recursive: true });
  }

  /** @param name null dies at a random moment */
  async function liveAndDie(name: FailPoint | null): Promise<void> {
    const failAt = name && { name, skip: random.below(3) };
    const target = await crew.start({ ...settings, failAt });
    const others = await Promise.all(
      Array.from({ length: options.workers - 1 }, () => crew.start(settings)),
    );
    const workers = [target, ...others];
    const lifeMs = name === null ? random.below(longestLifeMs) : null;
    const killing = lifeMs === null ? null : delay(lifeMs).then(target.kill);
    await visitUntilDeath(target, workers);
    await killing;
    count(name ?? "random");
    for (const other of others) {
      await other.kill();
      count("random");
    }
    const decoders = workers.flatMap(({ lastDecoders }) => lastDecoders());
    await expectGone(decoders);
    if (name === "decoding" && process.platform === "linux" && target.lastDecoders().length === 0) {
      throw new Error("It was killed while it decoded, and had no decoder.");
    }
  }

  /** They notice by a closed pipe: C6. */
  async function expectGone(decoders: readonly number[]): Promise<void> {
    report.decoders += decoders.length;
    for (let waitedMs = 0; waitedMs < maxOrphanMs; waitedMs += orphanCheckMs) {
      if (!decoders.some(isDecoder)) return;
      await delay(orphanCheckMs);
    }
    const left = decoders.filter(isDecoder);
    report.violations.push(`C6: of a killed server the decoders ${left.join(", ")} are left`);
  }

  async function visitUntilDeath(target: Worker, workers: Worker[]): Promise<void> {
    for (let visits = 0; target.isAlive(); visits += 1) {
      if (visits === maxVisits) throw new Error(`${target.failsAt} was never passed.`);
      try {
        // Now and then leases run out under the hands of those who hold them.
        if (visits === 0 || random.next() < 0.3) await random.pick(workers).api.age(lostLeaseMs);
        const heavyShare = target.failsAt === "decoding" ? 0.5 : heavyShareOtherwise;
        await visit(workers, memory, { random, heavyShare });
      } catch (error) {
        if (!(error instanceof WorkerDied)) throw error;
      }
    }
  }

  /** As a lifecycle rule does: takes some of what nobody has completed. Those may be lost, but nothing of them may be left. */
  async function expireSome(): Promise<void> {
    const expired: string[] = [];
    for await (const { key } of store.list(incomingPrefix)) {
      if (random.next() < expiredShare) expired.push(key);
    }
    await store.remove(expired);
    for (const key of expired) forgetUpload(memory, key.split("/").at(-1) ?? "");
    report.expired += expired.length;
  }

  async function check(): Promise<void> {
    await expireSome();
    const worker = await crew.start(settings);
    await expireEnded(worker, memory);
    const lingering = await sweepOnce(worker);
    await sweepUntilQuiet(worker);
    const rows = await worker.api.rows();
    await worker.kill();
    const { objects, rows: rowCount, violations } = await checkInvariants(store, rows, memory);
    const isGivenUp = (row: (typeof rows.uploads)[number]): boolean =>
      row.outcome?.status === "rejected" && row.outcome.refusal.code === "PROCESSING_FAILED";
    const kept = new Set(
      rows.uploads.flatMap((row) =>
        row.status === "rejected" && !isGivenUp(row) ? [] : [row.ticketId],
      ),
    );
    for (const ticketId of memory.posted) {
      if (!kept.has(ticketId)) violations.push(`lost: the photo of ${ticketId} had arrived`);
    }
    const left = rows.uploads.filter(
      (row) => memory.forgettable.has(row.ticketId) && (row.status === "deleted" || isGivenUp(row)),
    );
    for (const { ticketId, status } of left) {
      violations.push(`kept: ${ticketId} was ${status} a month ago and has a row`);
    }
    violations.push(...lingering);
    report.checks += 1;
    report.posted = memory.posted.size;
    report.published = rows.uploads.filter(({ status }) => status !== "rejected").length;
    report.deleted = rows.uploads.filter(({ status }) => status === "deleted").length;
    report.givenUp = rows.uploads.filter(isGivenUp).length;
    report.forgotten = memory.forgettable.size - left.length;
    report.rowsChecked += rowCount;
    report.objectsChecked += objects;
    report.violations.push(...violations);
    log(
      `after ${report.totalKills} kills: ${rowCount} rows, ${objects} objects, ${violations.length} violations`,
    );
    for (const violation of violations) log(`  ${violation}`);
  }
}

/** Of so many lives more than there are fail points, each ends at a random moment. */
const randomShare = 6;

/** @returns what has not ended by the first sweep after its lease, which is well before two leases: I4 */
async function sweepOnce({ api }: Worker): Promise<string[]> {
  await api.age(lostLeaseMs);
  await api.sweep();
  const { uploads } = await api.rows();
  return uploads.flatMap(({ status, ticketId }) =>
    hasEnded(status) ? [] : [`I4: ${ticketId} is still ${status} after a lease and a sweep`],
  );
}

async function sweepUntilQuiet({ api }: Worker): Promise<void> {
  for (let sweeps = 0; sweeps < 20; sweeps += 1) {
    await api.age(lateMs);
    const counts = await api.sweep();
    const isQuiet = Object.values(counts).every((swept) => swept === 0);
    if (isQuiet && sweeps > 1) return;
  }
}
