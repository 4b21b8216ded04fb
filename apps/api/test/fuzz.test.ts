/**
 * Every procedure of the router, by whatever its schema takes and does not take, over HTTP.
 * `pnpm --filter api fuzz` tries 10,000 inputs of each; FUZZ_SEED repeats a run.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createProductImageRoute } from "../src/products/product-image-route.ts";
import { createAppRouter } from "../src/router.ts";
import { fuzzedCalls, toJsonSchema, type FuzzedCall, type Pool } from "./fuzz-input.ts";
import { jpeg } from "./pictures.ts";
import { describeFile, publish } from "./plain-upload.ts";
import { signUp, startTestApp, type TestApp } from "./test-app.ts";

const runs = Number(process.env["FUZZ_RUNS"]);
const seed = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const foreignTitle = "FOREIGN-TITLE-5b1e";

let app: TestApp;
let cookie: string;
let pool: Pool;
/** what opens doors */
let secrets: string[];

type Procedure = { type: "query" | "mutation" | "subscription"; inputs: z.ZodType[] };

/** Known before anything starts, so that each gets a test of its own. */
const procedures = proceduresOf();

function proceduresOf(): [string, Procedure][] {
  // Only looked at: nothing of it is called, so there is nothing for it to work with.
  const nothing = { db: null, store: null, ledger: null, processor: null } as never;
  const route = createProductImageRoute(
    { ...(nothing as object), secret: "x".repeat(32) } as never,
    { ...(nothing as object), maxImageBytes: 1, maxImagePixels: 1 } as never,
  );
  const router = createAppRouter({
    db: nothing,
    imageBaseUrl: "",
    productImage: route,
    demo: null,
  });
  // tRPC's own record of what it serves, which its types keep to themselves.
  const { procedures: served } = Reflect.get(router, "_def") as {
    procedures: Record<string, object>;
  };
  return Object.entries(served).map(([name, procedure]) => [
    name,
    Reflect.get(procedure, "_def") as Procedure,
  ]);
}

beforeAll(async () => {
  process.stdout.write(`FUZZ_SEED=${seed}, ${runs} inputs a procedure\n`);
  const unlimited = "1000000000";
  app = await startTestApp({
    RATE_LIMIT_TICKETS: unlimited,
    TICKETS_MAX_OPEN: unlimited,
    RATE_LIMIT_COMPLETIONS: unlimited,
    RATE_LIMIT_SIGN_INS: unlimited,
    LOG_LEVEL: "silent",
  });
  const other = await signUp(app.url);
  const own = await signUp(app.url);
  ({ cookie } = own);
  // All but the other's invitation, which is what lets somebody in.
  const { code: _, ...theirs } = await thingsOf(other, foreignTitle);
  pool = merged([await thingsOf(own, "Mug"), await thingsOf(own, "Jug"), theirs]);
  const file: unknown = JSON.parse(await readFile(path.join(app.dataDir, "secrets.json"), "utf8"));
  secrets = stringsIn(file).filter((text) => text.length > 20);
});

afterAll(() => app.close());

/** By the names of the fields that ask for them. */
async function thingsOf(
  { client }: Awaited<ReturnType<typeof signUp>>,
  title: string,
): Promise<Pool> {
  const { id: productId, shopId } = await client.products.create.mutate({ title });
  const { productImage } = client.uploads;
  const images = [await jpeg(40, 30), await jpeg(41, 30), await jpeg(42, 30)];
  const published = await Promise.all(images.map((bytes) => publish(client, productId, bytes)));
  const file = describeFile(await jpeg(30, 40));
  const { claim } = await productImage.getUploadTicket.mutate({ input: { productId }, file });
  const { code } = await client.shops.invite.mutate({ shopId, role: "staff" });
  const members = await client.shops.members.query({ shopId });
  const imageIds = published.map(({ image }) => image.id);
  return {
    productId: [productId],
    toProductId: [productId],
    shopId: [shopId],
    imageId: imageIds,
    imageIds,
    replaces: imageIds,
    memberId: stringsIn(members).filter((text) => /^\w{20,}$/.test(text)),
    claim: [claim, ...published.map((upload) => upload.claim)],
    code: [code],
    type: ["image/jpeg", "image/png", "text/html"],
    sha256: [file.sha256],
    "": ["Mug", "Jug, 1 litre", "März", "mug.jpg"],
  };
}

function merged(pools: Pool[]): Pool {
  const names = new Set(pools.flatMap((one) => Object.keys(one)));
  return Object.fromEntries(
    [...names].map((name) => [name, pools.flatMap((one) => one[name] ?? [])]),
  );
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** Half characters cannot be part of an address. */
function inAddress(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

/** Words of databases, stores, runtimes and our own files, none of which is part of what is sent. */
const inside =
  /incoming\/|images\/[0-9a-f]{8}|x-amz|AWS4|node_modules|\.[jt]s:\d|\bat \w+ \(|\/src\/|Failed query|params:|violates|constraint|relation "|syntax error at|invalid byte sequence|select .+ from|insert into "|update ".+ set|drizzle|pglite|ECONN|ENOENT|UnhandledPromise/i;

type Answer = { status: number; text: string };

/** Also of every call in a batch, which is answered 207 when they end differently. */
async function expectNoFault(response: Response): Promise<void> {
  const text = await response.text();
  expect(text).not.toContain(foreignTitle);
  for (const secret of secrets) expect(text).not.toContain(secret);
  for (const answer of answersIn({ status: response.status, text })) {
    // A database that is said to be down may as well be a fault that nobody sees.
    expect(answer.status).toBeLessThan(500);
    // A ticket names key and bucket, and an image its address; a refusal has no business with either.
    expect(answer.status < 400 ? "" : answer.text).not.toMatch(inside);
  }
}

function answersIn({ status, text }: Answer): Answer[] {
  if (status !== 207) return [{ status, text }];
  const parsed: { error?: { data: { httpStatus: number } } }[] = JSON.parse(text);
  return parsed.map(({ error }) => ({
    status: error?.data.httpStatus ?? 200,
    text: JSON.stringify(error ?? null),
  }));
}

describe.each(procedures)("%s", (name, { type, inputs }) => {
  test(`answers ${runs} inputs without a fault and without telling what is inside`, async () => {
    const call = ({ body, signedIn }: FuzzedCall): Promise<Response> => {
      const headers = { ...(signedIn && { cookie }), "content-type": "application/json" };
      const url = `${app.url}/trpc/${name}`;
      // A header's limit: longer addresses do not reach the server.
      const input = inAddress(body).slice(0, 12_000);
      return type === "query"
        ? fetch(`${url}?input=${input}`, { headers })
        : fetch(url, { method: "POST", headers, body });
    };
    await fc.assert(
      fc.asyncProperty(fuzzedCalls(inputs, pool), async (input) => {
        await expectNoFault(await call(input));
      }),
      { numRuns: runs, seed, endOnFailure: true },
    );
  });

  test("takes no field that it does not know", () => {
    const open = inputs.flatMap((schema) => openObjects(toJsonSchema(schema)));
    expect(open).toEqual([]);
  });
});

/** Where in a schema an object takes more than it names. */
function openObjects(schema: unknown, place = "input"): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const parts = Object.entries(schema).flatMap(([key, part]) =>
    openObjects(part, `${place}.${key}`),
  );
  const isOpen =
    "type" in schema && schema.type === "object" && Reflect.get(schema, "additionalProperties");
  return isOpen === false || !("type" in schema && schema.type === "object")
    ? parts
    : [place, ...parts];
}

const text = z.string();

/** An account that is there, others that are not, and what people and programs write in such fields. */
const accountPool: Pool = {
  email: ["demo@picket.example", "DEMO@picket.example", "new@picket.example", "a@b", "no address"],
  password: ["a wrong guess", "correct horse battery", "short"],
  image: ["https://images.example/a.png", "javascript:alert(1)"],
  "": ["Ann", "März"],
};

/** What better-auth asks for, by its documentation: its own schemas cannot be had. */
const accountCalls: [path: string, body: z.ZodType, share: number][] = [
  // Each right one costs a password's hash.
  [
    "sign-in/email",
    z.object({ email: text, password: text, rememberMe: z.boolean().optional() }),
    5,
  ],
  [
    "sign-up/email",
    z.object({ name: text, email: text, password: text, image: text.optional() }),
    5,
  ],
  ["sign-out", z.object({}), 1],
  ["get-session", z.object({}), 1],
  ["update-user", z.object({ name: text.optional(), image: text.nullable().optional() }), 1],
  ["revoke-session", z.object({ token: text }), 1],
];

describe.each(accountCalls)("/api/auth/%s", (name, schema, share) => {
  test("answers without a fault and without telling what is inside", async () => {
    await fc.assert(
      fc.asyncProperty(fuzzedCalls([schema], accountPool), async ({ body, signedIn }) => {
        const response = await fetch(`${app.url}/api/auth/${name}`, {
          method: "POST",
          headers: {
            origin: app.url,
            "content-type": "application/json",
            ...(signedIn && name !== "sign-out" && { cookie }),
          },
          body,
        });
        await expectNoFault(response);
      }),
      { numRuns: Math.ceil(runs / share), seed, endOnFailure: true },
    );
  });
});

test("calls of any path and any batch are answered without a fault", async () => {
  const names = procedures.map(([name]) => name);
  const segment = fc.oneof(
    fc.constantFrom(...names, "__proto__", "constructor", "a.b"),
    fc.string(),
  );
  const paths = fc.array(segment, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(","));
  const inputs = fc.dictionary(fc.oneof(fc.nat(12).map(String), fc.string()), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(paths, inputs, fc.boolean(), async (called, input, isQuery) => {
      const url = `${app.url}/trpc/${inAddress(called)}?batch=1`;
      const body = JSON.stringify(input);
      const headers = { cookie, "content-type": "application/json" };
      const response = isQuery
        ? await fetch(`${url}&input=${inAddress(body)}`, { headers })
        : await fetch(url, { method: "POST", headers, body });
      await expectNoFault(response);
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
});
