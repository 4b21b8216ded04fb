/** Who may call, from where and with what: as other sites, forms and scripts would try it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demo, post, signIn, startTestApp, type TestApp } from "./test-app.ts";

const shop = "https://shop.example";

let app: TestApp;
let server: string;
let cookie: string;

beforeAll(async () => {
  app = await startTestApp({ APP_URL: shop });
  server = `http://127.0.0.1:${app.port}`;
  const response = await post(`${server}/api/auth/sign-in/email`, demo, { origin: shop });
  cookie = response.headers
    .getSetCookie()
    .map((set) => set.split(";")[0])
    .join("; ");
});

afterAll(() => app.close());

const foreignOrigins = [
  "https://evil.example",
  "https://shop.example.evil.example",
  "https://evil-shop.example",
  "https://sub.shop.example",
  "http://shop.example",
  "https://shop.example:8443",
  "http://localhost",
  "null",
  "",
];

const paths = [
  "/trpc/products.create",
  "/trpc/uploads.productImage.getUploadTicket",
  "/api/auth/sign-in/email",
  "/api/auth/sign-out",
  "/api/nothing",
];

describe.each(foreignOrigins)("the origin %j", (origin) => {
  test.each(paths)("changes nothing at %s, cookie or not", async (path) => {
    for (const headers of [{ origin }, { origin, cookie }]) {
      const response = await post(`${server}${path}`, demo, headers);
      expect(response.status).toBe(403);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  test("is told by no header that it may read or send anything", async () => {
    for (const path of [...paths, "/trpc/app.info", "/healthz", "/"]) {
      const preflight = await fetch(`${server}${path}`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        },
      });
      const read = await fetch(`${server}${path}`, { headers: { origin, cookie } });
      for (const { headers } of [preflight, read]) expect(corsOf(headers)).toEqual([]);
    }
  });

  test("may not send files to the bucket either", async () => {
    const response = await fetch(app.bucketUrl, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });
});

function corsOf(headers: Headers): string[] {
  return [...headers.keys()].filter((name) => name.startsWith("access-control-"));
}

describe("a form of another site", () => {
  test.each([
    ["application/x-www-form-urlencoded", "title=Mug"],
    ["multipart/form-data; boundary=x", '--x\r\ncontent-disposition: form-data; name="0"\r\n\r\n'],
    ["text/plain", JSON.stringify({ title: "Mug" })],
    ["text/plain; application/json", JSON.stringify({ title: "Mug" })],
    ["", JSON.stringify({ title: "Mug" })],
  ])("sends %j, which is refused even where a browser forgets the origin", async (type, body) => {
    for (const path of ["/trpc/products.create", "/api/auth/sign-in/email"]) {
      const response = await fetch(server + path, {
        method: "POST",
        headers: { "content-type": type, cookie },
        body,
      });
      expect(response.status).toBe(403);
    }
  });

  test("cannot make a link of what changes something", async () => {
    const input = encodeURIComponent(JSON.stringify({ title: "Mug" }));
    const batched = encodeURIComponent(JSON.stringify({ 0: { title: "Mug" } }));
    for (const call of [`?input=${input}`, `?batch=1&input=${batched}`]) {
      const response = await fetch(`${server}/trpc/products.create${call}`, {
        headers: { cookie },
      });
      expect(response.status).toBe(405);
    }
  });
});

test("the page's own origin is let through", async () => {
  const headers = { origin: shop, cookie, "sec-fetch-site": "same-origin" };
  const response = await post(`${server}/trpc/products.create`, { title: "Mug" }, headers);
  expect(response.status).toBe(200);
});

test("under https the session's cookie is for https, for this site and not for scripts", async () => {
  const response = await post(`${server}/api/auth/sign-in/email`, demo, { origin: shop });
  const [session = ""] = response.headers.getSetCookie();
  expect(session).toMatch(/^__Secure-/);
  for (const flag of [/; Secure/i, /; HttpOnly/i, /; SameSite=Lax/i, /; Path=\//i]) {
    expect(session).toMatch(flag);
  }
  expect(session).not.toMatch(/; Domain=/i);
});

test("a session ends where it was ended, for whoever has kept its cookie as well", async () => {
  const headers = { origin: shop };
  const enter = await post(`${server}/api/auth/sign-in/email`, demo, headers);
  const kept = enter.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const ask = async (): Promise<number> =>
    (await fetch(`${server}/trpc/products.list`, { headers: { cookie: kept } })).status;
  expect(await ask()).not.toBe(401);
  await post(`${server}/api/auth/sign-out`, {}, { ...headers, cookie: kept });
  expect(await ask()).toBe(401);
});

test("a body over 64 kB is refused, however it is sent", async () => {
  const body = JSON.stringify({ title: "x".repeat(64 * 1024) });
  const whole = await fetch(`${server}/trpc/products.create`, jsonPost(body));
  // Node's fetch asks for `duplex`; its types do not know it.
  const streamed: RequestInit & { duplex: "half" } = {
    ...jsonPost(new Blob([body]).stream()),
    duplex: "half",
  };
  const inPieces = await fetch(`${server}/trpc/products.create`, streamed);
  expect([whole.status, inPieces.status]).toEqual([413, 413]);
});

function jsonPost(body: string | ReadableStream): RequestInit {
  return { method: "POST", body, headers: { "content-type": "application/json", cookie } };
}

test("signing in over another name of the server does not help another site", async () => {
  await expect(signIn(server, demo)).rejects.toThrow("403");
});
