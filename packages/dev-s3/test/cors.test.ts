/** What a browser may do from another origin, and read of the answer. */
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { draftForm, sendForm, signForm } from "./post-form.ts";
import { startDevS3, type TestServer, xmlText } from "./start-dev-s3.ts";

const shop = "http://localhost:3000";
let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3({
    buckets: [
      {
        name: "picket",
        corsOrigins: [shop, "https://*.shop.example"],
        publicReadPrefixes: ["images/"],
      },
      { name: "for-all", corsOrigins: ["*"] },
      { name: "closed" },
    ],
  });
  await s3.client.send(new PutObjectCommand({ Bucket: "picket", Key: "images/a", Body: "x" }));
});
afterAll(() => s3.stop());

function preflight(bucket: string, origin: string, method = "POST", headers?: string) {
  return fetch(`${s3.endpoint}/${bucket}`, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": method,
      ...(headers === undefined ? {} : { "access-control-request-headers": headers }),
    },
  });
}

describe("a preflight", () => {
  test("of an allowed origin is answered, to be remembered for a while", async () => {
    const answer = await preflight("picket", shop, "POST", "content-type, X-Custom");
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "access-control-allow-origin": shop,
      "access-control-allow-methods": "GET, HEAD, POST, PUT",
      "access-control-allow-headers": "content-type, x-custom",
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "ETag",
      "access-control-max-age": "3000",
    });
    expect(answer.headers.get("vary")).toContain("Origin");
  });

  test("of an origin that a pattern covers is answered", async () => {
    expect((await preflight("picket", "https://www.shop.example")).status).toBe(200);
  });

  test("of any origin is answered with a star, without credentials", async () => {
    const answer = await preflight("for-all", "https://anywhere.example");
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });

  test.each([
    ["picket", "https://evil.example", "POST"],
    ["picket", `${shop}.evil.example`, "POST"],
    ["picket", "https://shop.example.evil.example", "POST"],
    ["picket", shop, "DELETE"],
    ["closed", shop, "POST"],
  ])("to %s from %s for %s is refused", async (bucket, origin, method) => {
    const answer = await preflight(bucket, origin, method);
    expect(answer.status).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(xmlText(await answer.text(), "Code")).toBe("AccessForbidden");
  });

  test("without its headers is refused", async () => {
    const answer = await fetch(`${s3.endpoint}/picket`, { method: "OPTIONS" });
    expect(answer.status).toBe(400);
    expect(xmlText(await answer.text(), "Code")).toBe("BadRequest");
  });
});

describe("an answer to another origin", () => {
  test("can be read by an allowed page, the ETag included", async () => {
    const answer = await fetch(`${s3.endpoint}/picket/images/a`, { headers: { origin: shop } });
    expect(answer.headers.get("access-control-allow-origin")).toBe(shop);
    expect(answer.headers.get("access-control-expose-headers")).toBe("ETag");
  });

  test("can be read when it is a refusal, too", async () => {
    const answer = await fetch(`${s3.endpoint}/picket/secret`, { headers: { origin: shop } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBe(shop);
  });

  test("cannot be read by a page of another origin", async () => {
    const headers = { origin: "https://evil.example" };
    const answer = await fetch(`${s3.endpoint}/picket/images/a`, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("says nothing of origins to a request without one", async () => {
    const answer = await sendForm(s3, "picket", signForm(draftForm(s3, "picket")));
    expect(answer.status).toBe(201);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });
});
