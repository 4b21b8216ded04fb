/** A database that is away, silent or out of connections: everybody is told to come back, and when. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openDatabase, type Database } from "../src/db/open-database.ts";
import { readEnv } from "../src/env.ts";
import { startApp, type App } from "../src/start-app.ts";
import { createOwnPostgres, postgresUrls } from "./own-postgres.ts";
import { jpeg } from "./pictures.ts";
import { publish, send } from "./plain-upload.ts";
import { createTcpSwitch, type TcpSwitch } from "./tcp-switch.ts";
import { post, signUp } from "./test-app.ts";

type Shop = { app: App; cookie: string; productId: string; version: number; imageIds: string[] };

type Lock = { letGo: () => Promise<void>; countWaiting: () => Promise<number | null> };

type Call = () => Promise<Response>;

const patience = { connectMs: 1500, lockMs: 1500, statementMs: 2000, answerMs: 2500 };

async function start(
  url: string | null,
  dataDir: string,
): Promise<{ app: App; database: Database }> {
  const env = readEnv(
    {
      PORT: "0",
      DEV_S3_PORT: "0",
      DATA_DIR: dataDir,
      LOG_LEVEL: "silent",
      RATE_LIMIT_SIGN_INS: "1000000",
      ...(url && { DATABASE_URL: url }),
    },
    "/",
  );
  const database = await openDatabase(env.database, dataDir, patience);
  return { app: await startApp(env, { database }), database };
}

async function openShop(app: App): Promise<Shop & { claim: string }> {
  const { cookie, client } = await signUp(app.url);
  const { id: productId } = await client.products.create.mutate({ title: "Mug" });
  await publish(client, productId, await jpeg(40));
  await publish(client, productId, await jpeg(41));
  const { claim } = await send(client, productId, { bytes: await jpeg(42) });
  const { images, version } = await client.products.get.query({ productId });
  return { app, cookie, productId, version, imageIds: images.map(({ id }) => id), claim };
}

function mutation({ app, cookie }: Shop, name: string, input: object): Promise<Response> {
  return post(`${app.url}/trpc/${name}`, input, { origin: app.url, cookie });
}

function reorder(shop: Shop): Promise<Response> {
  const { productId, version, imageIds } = shop;
  return mutation(shop, "images.reorder", { productId, version, imageIds });
}

/** One of each way to the database: a statement, a transaction, the ledger, and the accounts'. */
function callsOf(shop: Shop & { claim: string }): Record<string, Call> {
  const { app, cookie, productId, claim } = shop;
  const headers = { origin: app.url };
  const account = { name: "A", email: "a@picket.example", password: "correct horse battery" };
  return {
    list: () => fetch(`${app.url}/trpc/products.list?input={}`, { headers: { cookie } }),
    reorder: () => reorder(shop),
    rename: () => mutation(shop, "products.rename", { productId, title: "Jug", from: "Mug" }),
    "a shop more": () => mutation(shop, "shops.create", { name: "Second" }),
    complete: () => mutation(shop, "uploads.productImage.completeUpload", { claim }),
    "sign in": () => post(`${app.url}/api/auth/sign-in/email`, account, headers),
    "sign up": () => post(`${app.url}/api/auth/sign-up/email`, account, headers),
    session: () => fetch(`${app.url}/api/auth/get-session`, { headers: { cookie } }),
  };
}

const down = { status: 503, retryAfter: "5" };

async function outcomesOf(calls: Record<string, Call>): Promise<Record<string, unknown>> {
  const outcomes = Object.entries(calls).map(async ([name, call]) => {
    const response = await call();
    await response.arrayBuffer();
    const { status, headers } = response;
    return [name, { status, retryAfter: headers.get("retry-after") }] as const;
  });
  return Object.fromEntries(await Promise.all(outcomes));
}

async function expectAllDown(calls: Record<string, Call>): Promise<void> {
  const expected = Object.fromEntries(Object.keys(calls).map((name) => [name, down]));
  expect(await outcomesOf(calls)).toEqual(expected);
}

test("with the embedded one closed, every call is answered 503 with Retry-After", async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), "picket-down-"));
  const { app, database } = await start(null, dataDir);
  const shop = await openShop(app);
  await database.close();
  await expectAllDown(callsOf(shop));
  await app.close();
  await rm(dataDir, { recursive: true });
});

describe.each(postgresUrls)("before a real Postgres", (postgresUrl) => {
  let own: Awaited<ReturnType<typeof createOwnPostgres>>;
  let link: TcpSwitch;
  let app: App;
  let dataDir: string;
  let shop: Awaited<ReturnType<typeof openShop>>;

  beforeAll(async () => {
    own = await createOwnPostgres(postgresUrl);
    const { hostname, port } = new URL(own.url);
    link = await createTcpSwitch({ host: hostname, port: Number(port) });
    const linked = new URL(own.url);
    linked.host = `127.0.0.1:${link.port}`;
    dataDir = await mkdtemp(path.join(tmpdir(), "picket-faults-"));
    ({ app } = await start(linked.href, dataDir));
    shop = await openShop(app);
  });

  afterAll(async () => {
    await app.close();
    await link.close();
    await own.drop();
    await rm(dataDir, { recursive: true });
  });

  /** More than the pool has connections, so that one that is never given back would show. */
  async function expectWell(): Promise<void> {
    await link.pass();
    await expect.poll(async () => (await reorder(shop)).status, { timeout: 20_000 }).toBe(200);
    const statuses = await Promise.all(
      Array.from(
        { length: 12 },
        async () => (await mutation(shop, "shops.rename", await aName())).status,
      ),
    );
    expect(statuses).toEqual(Array.from({ length: 12 }, () => 200));
  }

  async function aName(): Promise<{ shopId: string; name: string }> {
    const response = await fetch(`${app.url}/trpc/shops.list`, {
      headers: { cookie: shop.cookie },
    });
    const { result } = await response.json();
    return { shopId: result.data[0].id, name: "Shelf" };
  }

  /** Somebody else's transaction that has the product, until it is let go. */
  async function lockProduct(): Promise<Lock> {
    const connection = async (): Promise<Client> => {
      const client = new Client({ connectionString: own.url });
      await client.connect();
      onTestFinished(() => client.end());
      return client;
    };
    const [holder, watcher] = [await connection(), await connection()];
    await holder.query("begin");
    await holder.query("select 1 from products where id = $1 for update", [shop.productId]);
    return {
      letGo: async () => {
        await holder.query("rollback");
      },
      countWaiting: async () => {
        const { rowCount } = await watcher.query(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rowCount;
      },
    };
  }

  test("that nobody can reach, every call is answered 503 with Retry-After, and all is well when it is back", async () => {
    await link.refuse();
    await expectAllDown(callsOf(shop));
    await expectWell();
  });

  test("that has gone silent, none waits for ever, and no connection is lost by it", async () => {
    await expectWell();
    link.stall();
    await expectAllDown(callsOf(shop));
    // By now new connections are tried, too.
    await expectAllDown(callsOf(shop));
    await expectWell();
  });

  test("that is cut off in the middle of a transaction, it is 503 and not a fault", async () => {
    const lock = await lockProduct();
    const answer = outcomesOf({ reorder: () => reorder(shop) });
    await expect.poll(lock.countWaiting).toBe(1);
    link.cut();
    expect(await answer).toEqual({ reorder: down });
    await lock.letGo();
    await expectWell();
  });

  test("whose connections all wait behind one lock, those who find none are asked to come back", async () => {
    const lock = await lockProduct();
    const calls = Array.from({ length: 30 }, (_, index) => [`${index}`, () => reorder(shop)]);
    await expectAllDown(Object.fromEntries(calls));
    await lock.letGo();
    await expectWell();
  });
});
