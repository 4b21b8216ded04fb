/** How often somebody may ask: counted together by all processes, and no hindrance to anybody else. */
import { randomBytes, randomUUID } from "node:crypto";
import { isUploadError } from "@picket/upload-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunQuery } from "../src/db/open-database.ts";
import { readEnv } from "../src/env.ts";
import { createRateLimits, type RateLimits } from "../src/limits/rate-limits.ts";
import { startApp, type App } from "../src/start-app.ts";
import { engines, openTestDatabase, type OpenDatabase } from "./limits-database.ts";
import { describeFile } from "./plain-upload.ts";
import { post, signUp, startTestApp, type TestApp } from "./test-app.ts";

const settings = { tickets: 10, completions: 10, signIns: 5 };

/** Nobody's before: counters in a real database outlive a run. */
function anAddress(): string {
  const [a, b] = randomBytes(4).toString("hex").match(/..../g) ?? [];
  return `2001:db8:${a}:${b}::1`;
}

/** @returns how many of so many calls at once were let through */
async function countLetThrough(times: number, call: () => Promise<void>): Promise<number> {
  const calls = await Promise.allSettled(Array.from({ length: times }, call));
  for (const result of calls) {
    if (result.status === "rejected" && !isUploadError(result.reason, "RATE_LIMITED")) {
      throw result.reason;
    }
  }
  return calls.filter(({ status }) => status === "fulfilled").length;
}

describe.each(engines)("limits on %s", (_name, engine) => {
  let database: OpenDatabase;
  let statements: number;
  let processes: RateLimits[];
  const counted: RunQuery = (statement) => {
    statements += 1;
    return database.query(statement);
  };

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    statements = 0;
    processes = [1, 2].map(() => createRateLimits(counted, settings));
  });

  afterAll(() => database.close());

  test("of completions hold for two processes together", async () => {
    const caller = { person: randomUUID(), address: anAddress() };
    const calls = processes.map((limits) => countLetThrough(30, () => limits.completion(caller)));
    const [first = 0, second = 0] = await Promise.all(calls);
    expect(first + second).toBe(settings.completions);
  });

  test("keep a flood from the database", async () => {
    const caller = { person: randomUUID(), address: anAddress() };
    const [limits] = processes;
    await countLetThrough(30, () => limits!.completion(caller));
    const before = statements;
    expect(await countLetThrough(1000, () => limits!.completion(caller))).toBe(0);
    expect(statements).toBe(before);
  });

  test("of tickets are counted without the database", async () => {
    const caller = { person: randomUUID(), address: anAddress() };
    const before = statements;
    expect(await countLetThrough(1000, () => processes[0]!.ticket(caller))).toBe(settings.tickets);
    expect(statements).toBe(before);
  });

  test("that one person has used up leave the others behind the same address alone", async () => {
    const address = anAddress();
    const limits = processes[0]!;
    const as = (person: string) => () => limits.completion({ person, address });
    await countLetThrough(1000, as(randomUUID()));
    expect(await countLetThrough(10, as(randomUUID()))).toBe(10);
  });

  test("of an address hold for however many people behind it, and for its whole IPv6 network", async () => {
    const limits = processes[0]!;
    let device = 0;
    const next = () => {
      device += 1;
      const address = `2001:db8::${device.toString(16)}`;
      return limits.ticket({ person: randomUUID(), address });
    };
    expect(await countLetThrough(200, next)).toBe(5 * settings.tickets);
  });

  test("say when to come back", async () => {
    const caller = { person: randomUUID(), address: anAddress() };
    const limits = processes[1]!;
    await countLetThrough(settings.completions, () => limits.completion(caller));
    const error: unknown = await limits.completion(caller).catch((reason: unknown) => reason);
    if (!isUploadError(error) || error.refusal.code !== "RATE_LIMITED") throw error;
    const { retryAfterMs } = error.refusal.details;
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  test("make an account wait that is guessed at from everywhere, until its owner gets in", async () => {
    const email = `${randomUUID()}@shop.example`;
    let turn = 0;
    const guess = () => {
      turn += 1;
      return processes[turn % 2]!.signIn({ email, address: anAddress() });
    };
    expect(await countLetThrough(50, guess)).toBe(30);
    await processes[1]!.signedIn({ email, address: anAddress() });
    expect(await countLetThrough(50, guess)).toBeGreaterThan(0);
  });

  test("of an account cannot be used up from one address to keep its owner out", async () => {
    const email = `${randomUUID()}@shop.example`;
    const limits = createRateLimits(counted, { ...settings, signIns: 20 });
    const address = anAddress();
    expect(await countLetThrough(15, () => limits.signIn({ email, address }))).toBe(10);
    const owner = { email, address: anAddress() };
    expect(await countLetThrough(1, () => limits.signIn(owner))).toBe(1);
    await limits.signedIn(owner);
    // Right elsewhere is not right here.
    expect(await countLetThrough(1, () => limits.signIn({ email, address }))).toBe(0);
    await limits.signedIn({ email, address });
    expect(await countLetThrough(1, () => limits.signIn({ email, address }))).toBe(1);
  });

  test("are kept by each process while the database is away", async () => {
    const away = createRateLimits(() => Promise.reject(new Error("down")), settings);
    const caller = { person: randomUUID(), address: anAddress() };
    expect(await countLetThrough(30, () => away.completion(caller))).toBe(settings.completions);
  });
});

/** A call as the page sends it. */
function ask(
  app: Pick<App, "url">,
  path: string,
  { body, cookie, forwardedFor }: { body: object; cookie?: string; forwardedFor?: string },
): Promise<Response> {
  return post(`${app.url}/${path}`, body, {
    origin: app.url,
    ...(cookie && { cookie }),
    ...(forwardedFor && { "x-forwarded-for": forwardedFor }),
  });
}

const file = describeFile(new Uint8Array(1000));
const ticketPath = "trpc/uploads.productImage.getUploadTicket";

describe("the app", () => {
  let app: App;
  let database: OpenDatabase;

  beforeAll(async () => {
    database = await openTestDatabase({ kind: "embedded" });
    const { dataDir } = database;
    const ports = { PORT: "0", DEV_S3_PORT: "0" };
    const env = readEnv({ ...ports, DATA_DIR: dataDir, TICKETS_MAX_OPEN: "100000" }, "/");
    app = await startApp(env, { database });
  });

  afterAll(() => app.close());

  test("of a thousand calls at once for tickets lets the limit through, writes nothing, and serves the next person", async () => {
    const people = [await signUp(app.url), await signUp(app.url)] as const;
    const [flooder, other] = await Promise.all(
      people.map(async ({ client, cookie }) => {
        const { id: productId } = await client.products.create.mutate({ title: "Mug" });
        const request = { body: { input: { productId }, file }, cookie };
        return () => ask(app, ticketPath, request);
      }),
    );
    const before = await nextTransaction();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => flooder!()));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(600);
    expect(statuses.filter((status) => status === 429)).toHaveLength(400);
    expect((await other!()).status).toBe(200);
    // Only transactions that write are numbered, and asking is one.
    expect(await nextTransaction()).toBe(before + 1);

    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    const { error } = await refused!.json();
    const { code, details } = error.data.upload;
    expect(code).toBe("RATE_LIMITED");
    expect(details.retryAfterMs).toBeGreaterThan(0);
  });

  test("lets nobody make products without end", async () => {
    const { client, cookie } = await signUp(app.url);
    const make = () => ask(app, "trpc/products.create", { body: { title: "Mug" }, cookie });
    const answers = await Promise.all(Array.from({ length: 650 }, make));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(600);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await client.products.list.query()).products).not.toEqual([]);
  });

  test("lets a person add two hundred photos", async () => {
    const { client, cookie } = await signUp(app.url);
    const { id: productId } = await client.products.create.mutate({ title: "Mug" });
    const { claim } = await client.uploads.productImage.getUploadTicket.mutate({
      input: { productId },
      file,
    });
    for (let photo = 0; photo < 200; photo++) {
      const ticket = await ask(app, ticketPath, { body: { input: { productId }, file }, cookie });
      expect(ticket.status).toBe(200);
      // Nothing has arrived; counted it is all the same.
      const completion = await ask(app, "trpc/uploads.productImage.completeUpload", {
        body: { claim },
        cookie,
      });
      expect(completion.status).toBe(422);
    }
  });

  test("believes nobody's X-Forwarded-For", async () => {
    const answers: Response[] = [];
    for (let guess = 0; guess < 25; guess++) {
      const forwardedFor = `203.0.113.${guess}`;
      const body = { email: `nobody-${guess}@picket.example`, password: "a wrong guess" };
      answers.push(await ask(app, "api/auth/sign-in/email", { body, forwardedFor }));
    }
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(refused).toHaveLength(5);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  });

  async function nextTransaction(): Promise<number> {
    const { rows } = await database.query({ text: "select pg_current_xact_id()::text as id" });
    const [{ id }] = rows as [{ id: string }];
    return Number(id);
  }
});

describe("behind a proxy of ours", () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ TRUST_PROXY: "true", RATE_LIMIT_SIGN_INS: "3" });
  });

  afterAll(() => app.close());

  test("each address has its own limit, and what it says of itself does not count", async () => {
    const enter = async (forwardedFor: string): Promise<number> => {
      const body = { email: "nobody@shop.example", password: "a wrong guess" };
      const { status } = await ask(app, "api/auth/sign-in/email", { body, forwardedFor });
      return status;
    };
    const statuses: number[] = [];
    for (let guess = 0; guess < 5; guess++) {
      statuses.push(await enter(`10.0.0.${guess}, 203.0.113.1`));
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect(await enter("203.0.113.1, 203.0.113.2")).toBe(401);
  });

  test("accounts are opened no faster", async () => {
    const statuses: number[] = [];
    for (let person = 0; person < 5; person++) {
      const body = {
        name: "Ann",
        email: `ann-${person}@shop.example`,
        password: "correct horse battery",
      };
      const response = await ask(app, "api/auth/sign-up/email", {
        body,
        forwardedFor: "203.0.113.3",
      });
      statuses.push(response.status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });
});
