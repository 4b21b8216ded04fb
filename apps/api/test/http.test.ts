/** What the HTTP layer lets in, and what it says of itself. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppRouter } from "../src/router.ts";
import { servePage } from "../src/serve-page.ts";
import { clientFor, demo, post, signIn, startTestApp, type TestApp } from "./test-app.ts";

let app: TestApp;
let cookie: string;

beforeAll(async () => {
  app = await startTestApp();
  cookie = await signIn(app.url, demo);
});

afterAll(() => app.close());

describe("a call that changes something", () => {
  async function create(headers: Record<string, string>, url = app.url): Promise<number> {
    const body = { title: "Slipped in" };
    const response = await post(`${url}/trpc/products.create`, body, { cookie, ...headers });
    return response.status;
  }

  test("is taken from the page, by either name of this machine", async () => {
    expect(await create({ origin: app.url })).toBe(200);
    const numeric = app.url.replace("localhost", "127.0.0.1");
    expect(await create({ origin: numeric }, numeric)).toBe(200);
  });

  test("is taken from a program, which has no origin", async () => {
    expect(await create({})).toBe(200);
  });

  test.each(["https://evil.example", "http://localhost:1", "null"])(
    "is refused from %s, whatever cookie it carries",
    async (origin) => {
      const before = await titles();
      expect(await create({ origin })).toBe(403);
      expect(await create({ "sec-fetch-site": "cross-site" })).toBe(403);
      expect(await titles()).toEqual(before);
    },
  );

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])(
    "is refused as %s, which a form of another site could send",
    async (contentType) => {
      expect(await create({ "content-type": contentType, origin: app.url })).toBe(403);
    },
  );

  test("is refused when it is larger than 64 kB", async () => {
    const body = { title: "x".repeat(64 * 1024) };
    const response = await post(`${app.url}/trpc/products.create`, body, { cookie });
    expect(response.status).toBe(413);
  });

  async function titles(): Promise<unknown> {
    const response = await fetch(`${app.url}/trpc/products.list`, { headers: { cookie } });
    return response.json();
  }
});

test("ten calls travel together, eleven do not", async () => {
  const link = httpBatchLink({ url: `${app.url}/trpc`, headers: { cookie } });
  const client = createTRPCClient<AppRouter>({ links: [link] });
  const ask = (count: number) =>
    Promise.all(Array.from({ length: count }, () => client.app.info.query()));
  expect(await ask(10)).toHaveLength(10);
  await expect(ask(11)).rejects.toMatchObject({ data: { httpStatus: 400 } });
});

test.each([
  ["a title of nothing but spaces", { title: "  " }],
  ["a title that is too long", { title: "x".repeat(121) }],
  ["a title that the database cannot hold", { title: "mug\u0000" }],
  ["half a character", { title: "mug \ud83d" }],
  ["a field that nobody asked for", { title: "mug", price: 1 }],
])("%s is refused as the caller's mistake", async (_, input) => {
  const response = await post(`${app.url}/trpc/products.create`, input, { cookie });
  expect(response.status).toBe(400);
});

describe("accounts", () => {
  function enter(headers: Record<string, string>, password = "wrong"): Promise<Response> {
    return post(`${app.url}/api/auth/sign-in/email`, { ...demo, password }, headers);
  }

  test("keep their cookie from scripts and from other sites", async () => {
    const response = await enter({ origin: app.url }, demo.password);
    const [session] = response.headers.getSetCookie();
    expect(session).toMatch(/HttpOnly/i);
    expect(session).toMatch(/SameSite=Lax/i);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("take no name that the database cannot hold", async () => {
    const body = { name: "Ann\u0000", email: "ann@shop.example", password: "long enough" };
    const response = await post(`${app.url}/api/auth/sign-up/email`, body, { origin: app.url });
    expect(response.status).toBe(400);
  });

  test("take no name that turns the text around it, now or later", async () => {
    const body = { name: "\u202Enna", email: "ann@shop.example", password: "long enough" };
    const headers = { origin: app.url };
    expect((await post(`${app.url}/api/auth/sign-up/email`, body, headers)).status).toBe(400);
    const signedIn = { ...headers, cookie: await signIn(app.url, demo) };
    const { name } = body;
    expect((await post(`${app.url}/api/auth/update-user`, { name }, signedIn)).status).toBe(400);
  });

  test("refuse JSON that is nested deeper than the stack is", async () => {
    const body = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const response = await fetch(`${app.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { origin: app.url, "content-type": "application/json" },
      body,
    });
    expect(response.status).toBe(400);
  });

  test("cannot be entered from another site", async () => {
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await enter(foreign, demo.password)).status).toBe(403);
  });

  test("make whoever guesses passwords wait, however they call themselves", async () => {
    const guesses = Array.from({ length: 25 }, (_, index) =>
      enter({
        origin: app.url,
        "x-forwarded-for": `10.0.0.${index}`,
        "x-picket-client-address": `10.0.1.${index}`,
      }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(5);
  });
});

test("the embedded default tells its page how to sign in", async () => {
  expect(await clientFor(app.url).app.info.query()).toEqual({ demo });
});

test("health is told without a session", async () => {
  const alive = await fetch(`${app.url}/healthz`);
  expect([alive.status, await alive.json()]).toEqual([200, { status: "alive" }]);
  const ready = await fetch(`${app.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: "ready" }]);
});

test("every answer forbids what the page does not need", async () => {
  const { headers } = await fetch(`${app.url}/healthz`);
  const storage = new URL(app.bucketUrl).origin;
  expect(headers.get("content-security-policy")?.split("; ")).toEqual([
    "default-src 'self'",
    `img-src 'self' blob: data: ${app.url}`,
    `connect-src 'self' ${storage}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ]);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-powered-by")).toBeNull();
});

test("what nobody knows is not found", async () => {
  for (const unknown of ["/api/nothing", "/trpc/nothing", "/assets/nothing.js", "/nothing.png"]) {
    expect((await fetch(app.url + unknown)).status).toBe(404);
  }
});

test("the store takes browsers of this page's origins, and no other", async () => {
  const ask = (origin: string): Promise<Response> =>
    fetch(app.bucketUrl, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
  for (const origin of [app.url, app.url.replace("localhost", "127.0.0.1")]) {
    expect((await ask(origin)).headers.get("access-control-allow-origin")).toBe(origin);
  }
  expect((await ask("https://evil.example")).status).toBe(403);
});

describe("the built page", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "picket-page-"));
    await mkdir(path.join(folder, "assets"));
    await writeFile(path.join(folder, "index.html"), "<!doctype html><title>Shop</title>");
    await writeFile(path.join(folder, "assets/app-1a2b3c.js"), "export {};\n".repeat(1000));
    await writeFile(path.join(folder, "icon.svg"), "<svg/>");
  });

  afterAll(() => rm(folder, { recursive: true }));

  const navigation = { headers: { accept: "text/html,*/*" } };

  test("has assets that are kept for a year", async () => {
    const response = await servePage(folder).request("/assets/app-1a2b3c.js");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch("javascript");
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  test("travels compressed", async () => {
    const headers = { "accept-encoding": "gzip" };
    const response = await servePage(folder).request("/assets/app-1a2b3c.js", { headers });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(1000);
  });

  test.each(["/", "/index.html", "/products/1", "/sign-in"])(
    "answers %s with the page, fresh each time",
    async (url) => {
      const response = await servePage(folder).request(url, navigation);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toMatch("text/html");
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(await response.text()).toContain("<title>Shop</title>");
    },
  );

  test("is no answer to a script or picture that is missing", async () => {
    const page = servePage(folder);
    expect((await page.request("/assets/gone.js", navigation)).status).toBe(404);
    expect((await page.request("/gone.png", { headers: { accept: "image/*" } })).status).toBe(404);
    expect((await page.request("/", { method: "POST" })).status).toBe(404);
  });

  test("shows nothing outside its folder", async () => {
    const page = servePage(path.join(folder, "assets"));
    for (const url of ["/../icon.svg", "/%2e%2e/icon.svg", "/..%2ficon.svg", "//icon.svg"]) {
      expect((await page.request(`http://localhost${url}`)).status).toBe(404);
    }
    expect(existsSync(path.join(folder, "icon.svg"))).toBe(true);
  });

  test("says so when it was not built", async () => {
    const response = await servePage(path.join(folder, "nowhere")).request("/");
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("not built");
  });
});
