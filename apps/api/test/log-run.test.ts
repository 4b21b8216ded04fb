/** The log of a whole run of uploads, at its most talkative: what it tells, and what it must never tell. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { jpeg } from "./pictures.ts";
import { describeFile, post as postForm, publish, refusalOf } from "./plain-upload.ts";
import { demo, post, signUp, startTestApp, type TestApp } from "./test-app.ts";

const marker = "MARKER7f3a";

let app: TestApp;
let log = "";

beforeAll(async () => {
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    log += chunk.toString();
    return true;
  });
  app = await startTestApp({ LOG_LEVEL: "debug" });
});

afterAll(async () => {
  await app.close();
  vi.restoreAllMocks();
});

test("no key to anything, no name and no word of a person gets in, whatever happens", async () => {
  const { client, cookie } = await signUp(app.url);
  const { id: productId } = await client.products.create.mutate({ title: `Mug ${marker}` });
  const secrets = [marker, cookie, demo.password];
  for (const part of cookie.split(/[=;.]|%2[BF3]/)) if (part.length > 15) secrets.push(part);
  const { productImage } = client.uploads;

  const { claim: published } = await publish(client, productId, await jpeg());
  secrets.push(published);

  // One that fails: the bytes are no picture, and the name is anybody's.
  const bytes = new TextEncoder().encode(`GIF89a ${marker}`);
  const file = describeFile(bytes, { name: `${marker}.jpg`, type: "image/jpeg" });
  const ticket = await productImage.getUploadTicket.mutate({ input: { productId }, file });
  secrets.push(ticket.claim, file.sha256, ...Object.values(ticket.fields).filter(isTelling));
  await postForm(ticket, bytes);
  await refusalOf(productImage.completeUpload.mutate({ claim: ticket.claim }));

  // Faults of every kind, with something to quote in each.
  await refusalOf(productImage.completeUpload.mutate({ claim: `${marker}.${marker}` }));
  await fetch(`${app.url}/trpc/${marker}%0A${marker}%22`);
  await fetch(`${app.url}/trpc/products.get?input=${encodeURIComponent(`{"${marker}":`)}`);
  const account = { email: `${marker}@shop.example`, password: marker, name: marker };
  for (const path of ["sign-in/email", "sign-up/email"]) {
    await post(`${app.url}/api/auth/${path}`, account, { origin: app.url });
    await post(`${app.url}/api/auth/${path}`, { email: [marker] }, { origin: app.url });
  }

  const lines = log.trim().split("\n");
  expect(lines.length).toBeGreaterThan(10);
  // A path is part of a request's line, cut to plain letters; the rest of a line is ours alone.
  const told = lines.filter((line) => !line.includes(`/trpc/${marker}?${marker}`)).join("\n");
  for (const secret of secrets) expect(told).not.toContain(secret);
  expect(log).not.toMatch(/set-cookie|x-amz|"params"|select |insert /i);
});

function isTelling(value: string): boolean {
  return value.length > 20;
}

test("each line is JSON with time, level and event, and a request's line has its id", async () => {
  log = "";
  const headers = { "x-request-id": "seen-from-outside" };
  await fetch(`${app.url}/trpc/app.info?input=secret`, { headers });
  await expect.poll(() => log).toContain("seen-from-outside");
  const line = log.split("\n").find((text) => text.includes("seen-from-outside"));
  expect(JSON.parse(line ?? "")).toEqual({
    level: "info",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    event: "request",
    requestId: "seen-from-outside",
    method: "GET",
    path: "/trpc/app.info",
    status: 200,
    ms: expect.any(Number),
  });
});
