import { createHash } from "node:crypto";
import sharp from "sharp";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createImagePolicy } from "../image-policy.ts";
import { createPrepare } from "./prepare-file.ts";
import { countWorkers } from "./prepare-pool.ts";

// Node has no Worker of the web's kind, so this is the inline way; the worker's runs in a browser.
const policy = createImagePolicy({ maxSizeBytes: 100_000 });
const { signal } = new AbortController();
const prepare = createPrepare(() => ({}));
const smaller = () => ({ transform: { maxWidth: 10 } });

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

test("at least one file is worth preparing at a time, and at most four", () => {
  expect(countWorkers()).toBeGreaterThanOrEqual(1);
  expect(countWorkers()).toBeLessThanOrEqual(4);
});

test("where a picture cannot be drawn, it is sent as it is", async () => {
  const file = await photo("image/jpeg");
  const prepareSmaller = createPrepare(smaller);
  expect(await prepareSmaller(file, policy, signal)).toEqual(await prepare(file, policy, signal));
});

test("what could have been made smaller and was not is held to the policy", async () => {
  const small = createImagePolicy({ maxSizeBytes: 100 });
  const prepareSmaller = createPrepare(smaller);
  const prepared = prepareSmaller(await photo("image/jpeg"), small, signal);
  await expect(prepared).rejects.toMatchObject({ refusal: { details: { maxSizeBytes: 100 } } });
});

test("what is too large even to be made smaller is refused unread", async () => {
  const file = { size: 200 * 1024 * 1024, arrayBuffer: () => expect.unreachable() };
  const prepareSmaller = createPrepare(smaller);
  const prepared = prepareSmaller(file as unknown as Blob, policy, signal);
  await expect(prepared).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
});

test("a picture is written anew only where every browser would turn it alike and all of it is there", async () => {
  const draw = vi.fn<() => void>();
  vi.stubGlobal("OffscreenCanvas", draw);
  const prepareSmaller = createPrepare(smaller);
  const jpeg = await photo("image/jpeg", 6);
  const half = new File([jpeg.slice(0, jpeg.size - 50)], "half.jpg");
  for (const file of [half, await photo("image/png", 6), await photo("image/webp", 6)]) {
    expect(await prepareSmaller(file, policy, signal)).toMatchObject({ file });
  }
  expect(draw).not.toHaveBeenCalled();
  await prepareSmaller(jpeg, policy, signal);
  await prepareSmaller(await photo("image/webp"), policy, signal);
  expect(draw).toHaveBeenCalledTimes(2);
});

describe("a HEIC that nothing here can decode", () => {
  const heic = new File(["\0\0\0\x18ftypheic\0\0\0\0mif1heic"], "IMG_0001.HEIC");
  const heicRefusal = {
    code: "FILE_TYPE_NOT_ALLOWED",
    details: { actualType: "image/heic", allowedTypes: [...policy.types] },
  };
  const prepareWith = (convertHeic: () => unknown) =>
    // A converter is the app's code, and may give anything.
    createPrepare(() => ({ convertHeic: convertHeic as () => Promise<Blob> }))(
      heic,
      policy,
      signal,
    );

  test("is refused by its name", async () => {
    await expect(prepare(heic, policy, signal)).rejects.toMatchObject({ refusal: heicRefusal });
  });

  test("is what the app's converter makes of it, checked like any other file", async () => {
    const converted = await photo("image/jpeg");
    const convertHeic = vi.fn<() => Promise<Blob>>(async () => converted);
    expect(await prepareWith(convertHeic)).toEqual(await prepare(converted, policy, signal));
    expect(convertHeic).toHaveBeenCalledExactlyOnceWith(heic, signal);

    const damaged = converted.slice(0, 100);
    await expect(prepareWith(async () => damaged)).rejects.toMatchObject({
      code: "IMAGE_UNREADABLE",
    });
  });

  test.for<[string, () => unknown]>([
    ["throws", () => Promise.reject(new Error("out of memory"))],
    ["gives nothing", async () => undefined],
    ["gives an empty file", async () => new Blob()],
    ["gives a text", async () => new Blob(["hello"])],
    ["gives the file back", async () => heic],
  ])("is refused as before when the converter %s", async ([, convertHeic]) => {
    const error: unknown = await prepareWith(convertHeic).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ refusal: heicRefusal, cause: expect.any(Error) as Error });
  });

  test("does not bring the converter in for other files", async () => {
    const convertHeic = vi.fn<() => Promise<Blob>>(async () => new Blob());
    const prepareOther = createPrepare(() => ({ convertHeic }));
    const file = await photo("image/png");
    expect(await prepareOther(file, policy, signal)).toMatchObject({ file });
    const text = prepareOther(new Blob(["hello"]), policy, signal);
    await expect(text).rejects.toMatchObject({ refusal: { details: { actualType: null } } });
    expect(convertHeic).not.toHaveBeenCalled();
  });
});

async function photo(type: `image/${"png" | "jpeg" | "webp"}`, orientation = 1): Promise<File> {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: "teal" } })
    .withMetadata({ orientation })
    .toFormat(type === "image/png" ? "png" : type === "image/webp" ? "webp" : "jpeg")
    .toBuffer();
  return new File([new Uint8Array(bytes)], "photo", { type });
}
