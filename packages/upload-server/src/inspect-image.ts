/** The app's own look at an image before anybody else can see it: a virus scanner, a moderator. Fails closed. */
import { uploadError } from "@picket/upload-core";
import type { RenderedImage } from "./image-processor.ts";
import type { ReadHeader } from "./verify-object.ts";

export type InspectedImage<Input> = {
  owner: string;
  input: Input;
  /** exactly what was uploaded, checked against its ticket */
  bytes: Uint8Array;
  /** what was read from them */
  header: ReadHeader;
  /** what would be published */
  rendered: RenderedImage;
  /** aborts when the time is over, after which no answer counts */
  signal: AbortSignal;
};

/**
 * `refused` ends the upload with IMAGE_REFUSED. Who throws decides nothing: the image is not published, and is tried again later,
 * as with `UploadError("PROCESSING_FAILED")`, which blames the file, so that it is given up after two attempts.
 */
export type Inspect<Input> = (image: InspectedImage<Input>) => Promise<"accepted" | "refused">;

/**
 * @throws IMAGE_REFUSED · PROCESSING_FAILED when it took too long · whatever `inspect` throws
 */
export async function inspectImage<Input>(
  { inspect, inspectTimeoutMs }: { inspect: Inspect<Input>; inspectTimeoutMs: number },
  image: Omit<InspectedImage<Input>, "signal">,
): Promise<void> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const cause = new Error(`No verdict within ${inspectTimeoutMs} ms.`);
      // Before the signal, whose error would be the inspector's own.
      reject(uploadError("PROCESSING_FAILED", { cause }));
      controller.abort(cause);
    }, inspectTimeoutMs);
  });
  try {
    const inspecting = inspect({ ...image, signal: controller.signal });
    const verdict = await Promise.race([inspecting, isLate]);
    if (verdict === "refused") throw uploadError("IMAGE_REFUSED");
    // Of an inspector in plain JavaScript: no answer is no permission.
    if (verdict !== "accepted") throw new TypeError("inspect must say accepted or refused");
  } finally {
    clearTimeout(timer);
  }
}
