import { createUploader, type UploaderOptions } from "@picket/upload-core/client";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createScriptedApi, type Image, type Input } from "./scripted-api.ts";
import {
  look,
  paintConfetti,
  picture,
  sha256,
  withExif,
  type Paint,
} from "./transform-pictures.ts";

type Options = Partial<UploaderOptions<Input, Image>>;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Uploads one file, and holds what was sent against what the ticket was asked for. */
async function send(file: File, transform: Options["transform"], limits = {}) {
  const sent: Blob[] = [];
  const { api, tickets } = createScriptedApi({
    types: ["image/jpeg", "image/png", "image/webp"],
    ...limits,
  });
  const uploader = createUploader({
    api,
    input: { productId: "p1" },
    transform,
    transport: async (form) => {
      sent.push(form.file);
      return { status: 201, body: "" };
    },
  });
  await uploader.addAsync([file]);
  uploader.destroy();
  const [blob] = sent;
  const [ticket] = tickets;
  if (!blob || !ticket) throw new Error("nothing was sent");
  expect(ticket.sha256).toBe(await sha256(blob));
  const { type, width, height } = ticket;
  return { blob, type, width, height };
}

/** On the page, where a test can take something away from the browser. */
function withoutWorkers(): void {
  vi.stubGlobal("Worker", () => {
    throw new DOMException("", "SecurityError");
  });
}

const quarters: Paint = (context) => {
  const { width, height } = context.canvas;
  paintConfetti(context);
  context.fillStyle = "rgb(200 30 40)";
  context.fillRect(0, 0, width / 2, height / 2);
  context.fillStyle = "rgb(20 90 180)";
  context.fillRect(width / 2, height / 2, width / 2, height / 2);
};

test("a photo fits its bounds, upright and without metadata, before a ticket is asked for", async () => {
  const lying = await withExif(await picture(800, 600, quarters), 6);
  const { blob, ...described } = await send(lying, { maxWidth: 300, maxHeight: 300 });
  expect(described).toEqual({ type: "image/webp", width: 225, height: 300 });
  expect(await blob.text()).not.toMatch(/Exif|47\.3769N/);
  const [upperRight, lowerLeft] = await look(blob, [
    [0.75, 0.25],
    [0.25, 0.75],
  ]);
  expect(upperRight).toEqual(near(200, 30, 40));
  expect(lowerLeft).toEqual(near(20, 90, 180));
});

test("it is written as JPEG when that is asked for, as well as asked for", async () => {
  const photo = await picture(400, 300, quarters);
  const fine = await send(photo, { maxWidth: 300, type: "image/jpeg", quality: 0.9 });
  const coarse = await send(photo, { maxWidth: 300, type: "image/jpeg", quality: 0.3 });
  expect(fine).toMatchObject({ type: "image/jpeg", width: 300, height: 225 });
  expect(coarse.blob.size).toBeLessThan(fine.blob.size / 2);
});

test("nothing is enlarged", async () => {
  const photo = await picture(400, 300, quarters, { quality: 1 });
  expect(await send(photo, { maxWidth: 4000 })).toMatchObject({
    type: "image/webp",
    width: 400,
    height: 300,
  });
});

test("what would not become smaller is sent as it is", async () => {
  const photo = await picture(400, 300, quarters, { quality: 0.2 });
  const { blob, ...described } = await send(photo, { type: "image/jpeg", quality: 1 });
  expect(described).toEqual({ type: "image/jpeg", width: 400, height: 300 });
  expect(await sha256(blob)).toBe(await sha256(photo));
});

test("what only its size forbids may become small enough", async () => {
  const photo = await picture(800, 600, paintConfetti, { quality: 1 });
  const limits = { maxSizeBytes: photo.size - 1 };
  expect(await send(photo, { maxWidth: 400 }, limits)).toMatchObject({ width: 400, height: 300 });
});

test("fine cloth becomes an even grey, without moiré, however much smaller it gets", async () => {
  const cloth = await picture(1200, 800, (context) => {
    context.fillStyle = "white";
    context.fillRect(0, 0, 1200, 800);
    context.fillStyle = "black";
    for (let x = 0; x < 1200; x += 4) context.fillRect(x, 0, 2, 800);
  });
  for (const maxWidth of [170, 290, 410]) {
    const { blob } = await send(cloth, { maxWidth, quality: 1 });
    const row = await look(
      blob,
      Array.from({ length: 100 }, (_, i) => [0.1 + i * 0.008, 0.5]),
    );
    const greens = row.map(([, green = NaN]) => green);
    expect(Math.max(...greens) - Math.min(...greens)).toBeLessThan(12);
  }
});

test("a photo of the wider colours of phones keeps them as far as a screen shows them", async () => {
  const fruit: Paint = (context) => {
    paintConfetti(context);
    context.fillStyle = "rgb(230 120 40)";
    context.fillRect(0, 0, 400, 300);
  };
  const photo = await picture(800, 600, fruit, { colorSpace: "display-p3" });
  expect(await photo.text()).toContain("ICC_PROFILE");
  const { blob } = await send(photo, { maxWidth: 400, type: "image/jpeg", quality: 0.95 });
  const [orange] = await look(blob, [[0.2, 0.2]]);
  expect(orange).toEqual(near(230, 120, 40));
});

describe("what is transparent", () => {
  const glass: Paint = (context) => {
    paintConfetti(context);
    context.clearRect(0, 0, 400, 300);
  };

  test("stays so, also when a JPEG is asked for", async () => {
    const photo = await picture(800, 600, glass, { type: "image/png" });
    const { blob, type } = await send(photo, { maxWidth: 300, type: "image/jpeg" });
    expect(type).toBe("image/webp");
    expect(
      await look(blob, [
        [0.1, 0.1],
        [0.9, 0.9],
      ]),
    ).toMatchObject([{ 3: 0 }, { 3: 255 }]);
  });

  test("becomes a PNG where only that can be written", async () => {
    const photo = await picture(800, 600, glass, { type: "image/png" });
    const types = ["image/jpeg", "image/png"];
    const { blob, type } = await send(photo, { maxWidth: 300, type: "image/jpeg" }, { types });
    expect(type).toBe("image/png");
    expect(await look(blob, [[0.1, 0.1]])).toMatchObject([{ 3: 0 }]);
  });
});

describe("a browser", () => {
  test("that writes no WebP writes JPEG", async () => {
    withoutWorkers();
    class SafariCanvas extends OffscreenCanvas {
      override convertToBlob(options: ImageEncodeOptions = {}): Promise<Blob> {
        const type = options.type === "image/webp" ? "image/png" : (options.type ?? "image/png");
        return super.convertToBlob({ ...options, type });
      }
    }
    vi.stubGlobal("OffscreenCanvas", SafariCanvas);
    const photo = await picture(400, 300, quarters);
    expect(await send(photo, { maxWidth: 300 })).toMatchObject({ type: "image/jpeg", width: 300 });
  });

  test.for<[string, () => void]>([
    ["without an OffscreenCanvas", () => vi.stubGlobal("OffscreenCanvas", undefined)],
    [
      "that cannot decode it",
      () => vi.stubGlobal("createImageBitmap", () => Promise.reject(new DOMException())),
    ],
    [
      "whose canvas gives back noise",
      () =>
        vi
          .spyOn(OffscreenCanvasRenderingContext2D.prototype, "getImageData")
          .mockImplementation((_x, _y, width, height) => {
            const noise = new ImageData(width, height);
            noise.data.forEach((_, i) => (noise.data[i] = (i * 37) % 256));
            return noise;
          }),
    ],
    [
      "whose canvas stays empty, because it would be too large",
      () => vi.spyOn(OffscreenCanvasRenderingContext2D.prototype, "fillRect").mockReturnValue(),
    ],
  ])("%s sends it as it is", async ([, takeAway]) => {
    withoutWorkers();
    const photo = await picture(400, 300, quarters);
    const hash = await sha256(photo);
    takeAway();
    expect(await sha256((await send(photo, { maxWidth: 300 })).blob)).toBe(hash);
  });

  describe("that decodes HEIC", () => {
    const heic = new File(["\0\0\0\x18ftypheic\0\0\0\0mif1heic"], "IMG_0001.HEIC");

    /** @param decoded what it is decoded to */
    function decodesHeicAs(decoded: File): void {
      withoutWorkers();
      const decode = createImageBitmap;
      vi.stubGlobal("createImageBitmap", (file: Blob) =>
        decode(file.type === "image/heic" ? decoded : file),
      );
    }

    test("sends a JPEG of it", async () => {
      decodesHeicAs(await picture(400, 300, quarters));
      const { blob, ...described } = await send(heic, undefined);
      expect(described).toEqual({ type: "image/jpeg", width: 400, height: 300 });
      expect(await look(blob, [[0.25, 0.25]])).toEqual([near(200, 30, 40)]);
      expect(await send(heic, { maxWidth: 100 })).toMatchObject({ type: "image/webp", width: 100 });
    });

    test("sends a coarser or a smaller one where that is all that the policy takes", async () => {
      decodesHeicAs(await picture(2800, 2100, paintConfetti));
      const limits = { maxPixels: 12_000_000, maxSidePx: 4000, maxSizeBytes: 100_000_000 };
      const fine = await send(heic, undefined, limits);
      const coarse = await send(heic, undefined, { ...limits, maxSizeBytes: fine.blob.size - 1 });
      expect(coarse).toMatchObject({ type: "image/jpeg", width: 2800, height: 2100 });
      expect(coarse.blob.size).toBeLessThan(fine.blob.size);
      const small = await send(heic, undefined, { ...limits, maxSizeBytes: coarse.blob.size - 1 });
      expect(small).toMatchObject({ type: "image/jpeg", width: 2500, height: 1875 });
      expect(small.blob.size).toBeLessThan(coarse.blob.size);
    });
  });
});

/** A colour as a person sees it: encoders are free in the last digit. */
function near(...colour: number[]): unknown[] {
  return [...colour.map((value) => expect.closeTo(value, -1) as unknown), 255];
}
