/** Makes a file ready to be asked a ticket for; off the main thread where there are workers. */
import type { ImagePolicy } from "../image-policy.ts";
import { UploadError } from "../upload-error.ts";
import type { PreparedFile } from "./prepare-inline.ts";
import { prepareInWorker } from "./prepare-pool.ts";
import type { ImageTransform } from "./transform-image.ts";

export type { ImageTransform, PreparedFile };

export type PrepareSettings = {
  /** makes pictures smaller before they are sent */
  transform?: ImageTransform | undefined;
  /** for browsers that cannot decode HEIC themselves, e.g. by a WebAssembly decoder of your choice; gives a JPEG, PNG, WebP or AVIF */
  convertHeic?: ((file: Blob, signal: AbortSignal) => Promise<Blob>) | undefined;
};

/**
 * @param signal nobody waits for the answer any more
 * @throws UploadError with what is wrong with the file
 */
export type Prepare = (
  file: Blob,
  policy: ImagePolicy,
  signal: AbortSignal,
) => Promise<PreparedFile>;

/**
 * Where no worker can be started (Node, a page's CSP, a bundler that lost its file) the work is done inline.
 * @param settings asked for each file
 */
export function createPrepare(settings: () => PrepareSettings): Prepare {
  return async (file, policy, signal) => {
    const { transform, convertHeic } = settings();
    const prepareAsItIs = async (original: Blob): Promise<PreparedFile> => {
      const job = { file: original, policy, transform };
      const answer = await prepareInWorker(job, signal);
      if (!answer) return (await import("./prepare-inline.ts")).prepareInline(job);
      if ("refusal" in answer) throw new UploadError(answer.refusal);
      return { file: original, ...answer };
    };
    if (!convertHeic) return prepareAsItIs(file);
    const { prepareConverting } = await import("./prepare-converting.ts");
    return prepareConverting(file, prepareAsItIs, () => convertHeic(file, signal));
  };
}
