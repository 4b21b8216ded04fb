import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { checkFile, checkImage, checkSize, type FileFacts } from "./check-file.ts";
import { createImagePolicy } from "./image-policy.ts";

const policy = createImagePolicy();
const photo: FileFacts = { type: "image/jpeg", sizeBytes: 1_000_000, width: 4000, height: 3000 };

describe("checkFile", () => {
  test("accepts a photo from a phone", () => {
    expect(checkFile(photo, policy)).toBeNull();
  });

  test("accepts exactly the largest size and not one byte more", () => {
    expect(checkFile({ ...photo, sizeBytes: policy.maxSizeBytes }, policy)).toBeNull();
    expect(checkFile({ ...photo, sizeBytes: policy.maxSizeBytes + 1 }, policy)).toEqual({
      code: "FILE_TOO_LARGE",
      details: { sizeBytes: policy.maxSizeBytes + 1, maxSizeBytes: policy.maxSizeBytes },
    });
  });

  test("refuses an empty file", () => {
    expect(checkFile({ ...photo, sizeBytes: 0 }, policy)?.code).toBe("FILE_EMPTY");
  });

  test.each(["image/svg+xml", "text/html", "", "image/jpeg ", "IMAGE/JPEG", "constructor"])(
    "refuses the type %j",
    (type) => {
      expect(checkFile({ ...photo, type }, policy)).toMatchObject({
        code: "FILE_TYPE_NOT_ALLOWED",
        details: { actualType: type },
      });
    },
  );

  test("refuses a type that this route leaves out", () => {
    const jpegOnly = createImagePolicy({ types: ["image/jpeg"] });
    expect(checkFile({ ...photo, type: "image/png" }, jpegOnly)).toEqual({
      code: "FILE_TYPE_NOT_ALLOWED",
      details: { actualType: "image/png", allowedTypes: ["image/jpeg"] },
    });
  });

  test.each([
    [{ width: 10_000, height: 5001 }, "pixels"],
    [{ width: 12_001, height: 300 }, "side"],
    [{ width: 300, height: 12_001 }, "side"],
    [{ width: 5001, height: 100 }, "ratio"],
    [{ width: 1, height: 51 }, "ratio"],
  ])("refuses %j for its %s", (size, limit) => {
    expect(checkFile({ ...photo, ...size }, policy)).toMatchObject({
      code: "IMAGE_DIMENSIONS",
      details: { ...size, limit },
    });
  });

  test.each([
    { width: 10_000, height: 5000 },
    { width: 12_000, height: 240 },
    { width: 5000, height: 100 },
    { width: 1, height: 50 },
  ])("accepts %j, which is exactly at a limit", (size) => {
    expect(checkFile({ ...photo, ...size }, policy)).toBeNull();
  });

  test("gives AVIF half the pixels, because decoding it costs more memory", () => {
    const avif = { ...photo, type: "image/avif" };
    expect(checkFile({ ...avif, width: 5000, height: 5000 }, policy)).toBeNull();
    expect(checkFile({ ...avif, width: 5001, height: 5000 }, policy)).toMatchObject({
      details: { limit: "pixels", max: 25_000_000 },
    });
  });
});

describe("checkImage", () => {
  test("believes the bytes, not a name or a type", async () => {
    const png = await sharp({ create: { width: 30, height: 20, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    expect(checkImage(png, policy)).toMatchObject({
      status: "accepted",
      header: { type: "image/png", width: 30, height: 20 },
    });
  });

  test("refuses text, whatever it is called", () => {
    const text = new TextEncoder().encode("<script>alert(1)</script>");
    expect(checkImage(text, policy)).toMatchObject({
      refusal: { code: "FILE_TYPE_NOT_ALLOWED", details: { actualType: null } },
    });
  });

  test("refuses an empty file and one over the size before it looks inside", () => {
    expect(checkImage(new Uint8Array(0), policy)).toMatchObject({
      refusal: { code: "FILE_EMPTY" },
    });
    expect(checkImage(new Uint8Array(11), { ...policy, maxSizeBytes: 10 })).toMatchObject({
      refusal: { code: "FILE_TOO_LARGE" },
    });
  });

  test("refuses a header that breaks off", async () => {
    const jpeg = await sharp({ create: { width: 30, height: 20, channels: 3, background: "red" } })
      .jpeg()
      .toBuffer();
    expect(checkImage(jpeg.subarray(0, 40), policy)).toMatchObject({
      refusal: { code: "IMAGE_UNREADABLE" },
    });
  });

  test("refuses an animation", async () => {
    const frame = { width: 8, height: 8, channels: 3 as const };
    const frames = await Promise.all(
      ["red", "blue"].map((background) =>
        sharp({ create: { ...frame, background } })
          .png()
          .toBuffer(),
      ),
    );
    const webp = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect(checkImage(webp, policy)).toMatchObject({ refusal: { code: "IMAGE_ANIMATED" } });
  });

  test("refuses a JPEG of more scans than any camera writes", async () => {
    const jpeg = await sharp({ create: { width: 16, height: 16, channels: 3, background: "red" } })
      .jpeg()
      .toBuffer();
    const scan = jpeg.subarray(jpeg.indexOf(Buffer.from([0xff, 0xda])), jpeg.length - 2);
    const bomb = Buffer.concat([jpeg.subarray(0, -2), ...Array(32).fill(scan), jpeg.subarray(-2)]);
    expect(checkImage(bomb, policy)).toMatchObject({ refusal: { code: "IMAGE_UNREADABLE" } });
  });
});

test("checkSize needs no bytes", () => {
  expect(checkSize(4 * 1024 ** 3, policy)?.code).toBe("FILE_TOO_LARGE");
});

test("a policy with an unknown limit or none is an error of the developer's, at start", () => {
  expect(() => createImagePolicy({ maxSizeBytes: 0 })).toThrow(/maxSizeBytes/);
  expect(() => createImagePolicy({ types: [] })).toThrow(/types/);
});
