import { createHash } from "node:crypto";
import sharp from "sharp";
import { afterEach, expect, test, vi } from "vitest";
import { createImagePolicy } from "../image-policy.ts";
import { createPreparer } from "./prepare-file.ts";

// Node has no Worker of the web's kind, so this is the inline way; the worker's runs in a browser.
const { prepare } = createPreparer();
const policy = createImagePolicy({ maxSizeBytes: 100_000 });
const { signal } = new AbortController();

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a picture is described by what its bytes say", async () => {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: "teal" } })
    .png()
    .toBuffer();
  const file = new File([new Uint8Array(bytes)], "renamed.jpg", { type: "image/jpeg" });
  expect(await prepare(file, policy, signal)).toEqual({
    file,
    description: {
      type: "image/png",
      width: 40,
      height: 30,
      sizeBytes: bytes.byteLength,
      sha256: createHash("sha256").update(bytes).digest("base64"),
    },
  });
});

test("a text with a picture's name is refused", async () => {
  const prepared = prepare(new File(["hello"], "photo.jpg"), policy, signal);
  await expect(prepared).rejects.toMatchObject({ code: "FILE_TYPE_NOT_ALLOWED" });
});

test("an empty file, and one that is too large, are refused unread", async () => {
  const unread = (size: number) =>
    ({ size, arrayBuffer: () => expect.unreachable() }) as unknown as Blob;
  await expect(prepare(unread(0), policy, signal)).rejects.toMatchObject({ code: "FILE_EMPTY" });
  await expect(prepare(unread(100_001), policy, signal)).rejects.toMatchObject({
    refusal: { code: "FILE_TOO_LARGE", details: { sizeBytes: 100_001, maxSizeBytes: 100_000 } },
  });
});

test("a file that has gone since it was picked says so", async () => {
  const cause = new DOMException("gone", "NotFoundError");
  const gone = Object.assign(new File(["x"], "a.jpg"), {
    arrayBuffer: () => Promise.reject(cause),
  });
  await expect(prepare(gone, policy, signal)).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
    cause,
  });
});

test("a page without https is told so, because it cannot hash", async () => {
  vi.stubGlobal("crypto", {});
  const bytes = await sharp({ create: { width: 4, height: 3, channels: 3, background: "teal" } })
    .webp()
    .toBuffer();
  const prepared = prepare(new File([new Uint8Array(bytes)], "a.webp"), policy, signal);
  await expect(prepared).rejects.toMatchObject({ code: "INSECURE_CONTEXT" });
});
