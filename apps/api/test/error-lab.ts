/** The whole line of an upload, from the engine in Node to the bucket, with every connection in our hands. */
import { createFaultProxy, type FaultProxy } from "@picket/fault-lab";
import {
  createUploader,
  fetchForm,
  type UploadApi,
  type Uploader,
  type UploaderOptions,
  type UploadItem,
} from "@picket/upload-core/client";
import type { ObjectStore } from "@picket/upload-server";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import { startAdopterApp, type AdopterOptions } from "./adopter-app.ts";
import { startFaultyStorage, storageSettings } from "./faulty-storage.ts";
import { haste } from "./haste.ts";
import { clientFor, signUp, startTestApp, type Client } from "./test-app.ts";

export const limits = { maxImageBytes: 100_000, maxImagePixels: 1_000_000 };

type Input = { productId: string };
type Api = UploadApi<Input, unknown>;
type Options = Partial<UploaderOptions<Input, unknown>>;

/** What became of the files, and what they were retried for on the way. */
export type Ended = { items: ReadonlyArray<UploadItem<unknown>>; retried: string[] };

export type ErrorLab = {
  productId: string;
  /** of the seller, of another seller with a shop of her own, and of nobody */
  apis: Record<"seller" | "stranger" | "nobody", Api>;
  /** before the app and before the bucket */
  proxies: Record<"api" | "storage", FaultProxy>;
  /** Lets the bucket's clock run ahead while `step` runs, as if it had come so much later. */
  later: <Result>(ms: number, step: () => Promise<Result>) => Promise<Result>;
  /** @param credentials other ones than the bucket's owner's, for a server that is set up wrong */
  store: (credentials?: { accessKeyId: string; secretAccessKey: string }) => ObjectStore;
  /** on the same bucket; stopped with the lab */
  adopter: (options?: Partial<AdopterOptions>) => Promise<Api>;
  /** the seller's, unless the options say otherwise */
  uploader: (options?: Options) => Uploader<Input, unknown>;
  /** adds files and waits until all are settled */
  upload: (files: File[], options?: Options) => Promise<Ended>;
  close: () => Promise<void>;
};

export async function startErrorLab(): Promise<ErrorLab> {
  const closers: Array<() => Promise<void> | void> = [];
  let aheadMs = 0;
  const bucket = await startFaultyStorage({ clock: () => new Date(Date.now() + aheadMs) });
  closers.push(bucket.close);
  const { s3, proxy: storage } = bucket;
  const app = await startTestApp({
    ...storageSettings(s3, { server: s3.endpoint, browsers: storage.url }),
    IMAGE_MAX_BYTES: `${limits.maxImageBytes}`,
    IMAGE_MAX_PIXELS: `${limits.maxImagePixels}`,
  });
  closers.push(app.close);
  const api = await createFaultProxy({ target: `http://127.0.0.1:${app.port}` });
  closers.push(api.close);

  const apiOf = ({ uploads }: Client): Api => uploads.productImage;
  const behindProxy = (cookie?: string): Api => apiOf(clientFor(api.url, cookie, app.url));
  const seller = await signUp(app.url);
  const stranger = await signUp(app.url);
  const apis = {
    seller: behindProxy(seller.cookie),
    stranger: behindProxy(stranger.cookie),
    nobody: behindProxy(),
  };
  const { id: productId } = await seller.client.products.create.mutate({ title: "Stoneware mug" });

  const store: ErrorLab["store"] = (credentials = s3.credentials) => {
    const client = createS3Client({
      endpoint: s3.endpoint,
      region: s3.region,
      forcePathStyle: true,
      credentials,
    });
    closers.push(() => client.destroy());
    return createS3Store({ client, bucket: "photos", publicEndpoint: storage.url });
  };

  const uploader = (options: Options = {}): Uploader<Input, unknown> =>
    createUploader({
      api: apis.seller,
      input: { productId },
      transport: fetchForm,
      ...haste(),
      ...options,
    });

  return {
    productId,
    apis,
    proxies: { api, storage },
    later: async (ms, step) => {
      aheadMs = ms;
      return step().finally(() => {
        aheadMs = 0;
      });
    },
    store,
    adopter: async (options = {}) => {
      const adopter = await startAdopterApp({ store: store(), ...options });
      closers.push(adopter.close);
      return adopter.api;
    },
    uploader,
    upload: (files, options) => uploadAll(files, (more) => uploader({ ...options, ...more })),
    close: async () => {
      for (const close of closers.toReversed()) await close();
    },
  };
}

function uploadAll(
  files: File[],
  create: (options: Options) => Uploader<Input, unknown>,
): Promise<Ended> {
  const retried: string[] = [];
  return new Promise((resolve) => {
    const uploader = create({ onSettled: (items) => resolve({ items, retried }) });
    const attempts = new Set<string>();
    uploader.subscribe(() => {
      for (const item of uploader.getSnapshot().items) {
        const attempt = `${item.id} ${item.attempt}`;
        if (item.status !== "retrying" || attempts.has(attempt)) continue;
        attempts.add(attempt);
        retried.push(item.refusal.code);
      }
    });
    uploader.add(files);
  });
}
