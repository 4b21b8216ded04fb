import { createUploader } from "@picket/upload-core/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createScriptedApi, storeAtOnce } from "./scripted-api.ts";
import { paintConfetti, picture, sha256 } from "./transform-pictures.ts";

/** On the page, where a test can watch. */
beforeEach(() => {
  vi.stubGlobal("Worker", undefined);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** @returns what the server is told of the picture that is sent */
async function send(file: File) {
  const { api, tickets } = createScriptedApi({ types: ["image/jpeg", "image/webp"] });
  const transform = { maxWidth: 200 };
  const uploader = createUploader({
    api,
    input: { productId: "p1" },
    transform,
    transport: storeAtOnce,
  });
  await uploader.addAsync([file]);
  uploader.destroy();
  return tickets[0];
}

/** What takes memory that no garbage collector knows of: counted, and what of it was given back. */
function watchMemory() {
  const canvases: OffscreenCanvas[] = [];
  class WatchedCanvas extends OffscreenCanvas {
    constructor(width: number, height: number) {
      super(width, height);
      canvases.push(this);
    }
  }
  vi.stubGlobal("OffscreenCanvas", WatchedCanvas);
  const bitmaps: ImageBitmap[] = [];
  const decode = createImageBitmap;
  vi.stubGlobal("createImageBitmap", async (...source: [ImageBitmapSource]) => {
    const bitmap = await decode(...source);
    bitmaps.push(bitmap);
    return bitmap;
  });
  const decoders: ImageDecoder[] = [];
  class WatchedDecoder extends ImageDecoder {
    constructor(init: ImageDecoderInit) {
      super(init);
      decoders.push(this);
    }
  }
  vi.stubGlobal("ImageDecoder", WatchedDecoder);
  const closeDecoder = vi.spyOn(ImageDecoder.prototype, "close");
  const closeFrame = vi.spyOn(VideoFrame.prototype, "close");
  return { canvases, bitmaps, decoders, closeDecoder, closeFrame };
}

/** A closed bitmap and an empty canvas have no width. */
function expectGivenBack({ canvases, bitmaps }: ReturnType<typeof watchMemory>): void {
  expect(canvases.map(({ width }) => width)).toEqual(canvases.map(() => 0));
  expect(bitmaps.map(({ width }) => width)).toEqual(bitmaps.map(() => 0));
}

test("what a picture was drawn with is given back when it is written", async () => {
  const photo = await picture(400, 300, paintConfetti);
  const memory = watchMemory();
  expect(await send(photo)).toMatchObject({ type: "image/webp", width: 200 });
  expect(memory.bitmaps).toHaveLength(1);
  expect(memory.canvases.length).toBeGreaterThan(1);
  expectGivenBack(memory);
});

test.for<[string, () => void]>([
  [
    "cannot be drawn",
    () => {
      vi.spyOn(OffscreenCanvasRenderingContext2D.prototype, "drawImage").mockImplementation(() => {
        throw new DOMException("", "InvalidStateError");
      });
    },
  ],
  [
    "cannot be put together",
    () => {
      vi.spyOn(OffscreenCanvasRenderingContext2D.prototype, "putImageData").mockImplementation(
        () => {
          throw new DOMException("", "InvalidStateError");
        },
      );
    },
  ],
  [
    "cannot be written",
    () => {
      // oxlint-disable-next-line typescript/unbound-method -- Called with the canvas below.
      const write = OffscreenCanvas.prototype.convertToBlob;
      vi.spyOn(OffscreenCanvas.prototype, "convertToBlob").mockImplementation(function failLater(
        this: OffscreenCanvas,
        options,
      ) {
        if (this.width > 1) return Promise.reject(new DOMException("", "EncodingError"));
        return write.call(this, options);
      });
    },
  ],
])("it is given back when the picture %s, which is then sent as it is", async ([, takeAway]) => {
  const photo = await picture(400, 300, paintConfetti);
  const hash = await sha256(photo);
  const memory = watchMemory();
  takeAway();
  expect(await send(photo)).toMatchObject({ sha256: hash });
  expect(memory.bitmaps).toHaveLength(1);
  expectGivenBack(memory);
});

describe("in Firefox, whose workers decode by themselves", () => {
  beforeEach(() => {
    vi.stubGlobal("navigator", { userAgent: "Firefox/153.0", onLine: true });
  });

  test("the decoder and its frame are given back", async () => {
    const photo = await picture(400, 300, paintConfetti);
    const memory = watchMemory();
    expect(await send(photo)).toMatchObject({ type: "image/webp", width: 200 });
    expect(memory.decoders).toHaveLength(1);
    expect(memory.closeDecoder).toHaveBeenCalledOnce();
    expect(memory.closeFrame).toHaveBeenCalledOnce();
    expectGivenBack(memory);
  });

  test("the decoder is given back when it fails", async () => {
    const photo = await picture(400, 300, paintConfetti);
    const hash = await sha256(photo);
    const memory = watchMemory();
    vi.spyOn(ImageDecoder.prototype, "decode").mockRejectedValue(new DOMException());
    expect(await send(photo)).toMatchObject({ sha256: hash });
    expect(memory.closeDecoder).toHaveBeenCalledOnce();
    expectGivenBack(memory);
  });

  test("its frame is given back when there is no memory for the pixels", async () => {
    const photo = await picture(400, 300, paintConfetti);
    const hash = await sha256(photo);
    const memory = watchMemory();
    vi.stubGlobal("createImageBitmap", () => Promise.reject(new DOMException()));
    expect(await send(photo)).toMatchObject({ sha256: hash });
    expect(memory.closeDecoder).toHaveBeenCalledOnce();
    expect(memory.closeFrame).toHaveBeenCalledOnce();
    expectGivenBack(memory);
  });
});
