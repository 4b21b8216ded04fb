/** Uploads photos with the real engine to the real app, over connections that break at random, and counts what becomes of them. */
import { createFaultProxy, type FaultProxy } from "@picket/fault-lab";
import { createUploader, fetchForm, type UploadItem } from "@picket/upload-core/client";
import { imagesPrefix } from "@picket/upload-server";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import sharp from "sharp";
import { startFaultyStorage, storageSettings } from "../test/faulty-storage.ts";
import { haste } from "../test/haste.ts";
import { clientFor, signUp, startTestApp } from "../test/test-app.ts";
import { apiFault, drawRules, storageFault } from "./random-faults.ts";
import { createRandom } from "./random.ts";

export type NetSoakOptions = {
  uploads: number;
  /** of the requests that a fault strikes, at the API and at storage */
  share: number;
  seed: number;
  log: (line: string) => void;
};

export type NetSoakReport = {
  uploads: number;
  /** by the engine alone: nobody tried again by hand */
  published: number;
  /** codes of those that were not */
  refused: string[];
  /** rows of images in the database, and images in the bucket */
  imageRows: number;
  publicImages: number;
  /** by code: what the engine tried again for */
  retried: Record<string, number>;
  /** by kind */
  faults: Record<string, number>;
  requests: number;
};

const uploadsPerProduct = 20;

export async function runNetSoak(options: NetSoakOptions): Promise<NetSoakReport> {
  const { uploads, share, log } = options;
  const random = createRandom(options.seed);
  const closers: (() => Promise<void> | void)[] = [];
  const keep = <Closed extends { close: () => Promise<void> }>(closed: Closed): Closed => {
    closers.push(closed.close);
    return closed;
  };
  try {
    const { s3, proxy: storage } = keep(await startFaultyStorage());
    const backend = keep(await createFaultProxy({ target: s3.endpoint }));
    const app = keep(
      await startTestApp({
        ...storageSettings(s3, { server: backend.url, browsers: storage.url }),
        RATE_LIMIT_TICKETS: "1000000",
        TICKETS_MAX_OPEN: "1000000",
        RATE_LIMIT_COMPLETIONS: "1000000",
        LOG_LEVEL: "silent",
      }),
    );
    const api = keep(await createFaultProxy({ target: `http://127.0.0.1:${app.port}` }));
    const { client, cookie } = await signUp(app.url);
    const behindProxy = clientFor(api.url, cookie, app.url).uploads.productImage;

    // Far more than are sent: a rule for each that is struck.
    const requests = uploads * 20;
    api.setRules(drawRules(random, { share, requests, draw: apiFault }));
    storage.setRules(drawRules(random, { share, requests, draw: storageFault }));
    backend.setRules(drawRules(random, { share, requests, draw: storageFault }));

    const retried: Record<string, number> = {};
    const items: UploadItem<unknown>[] = [];
    let imageRows = 0;
    for (let start = 0; start < uploads; start += uploadsPerProduct) {
      const { id: productId } = await client.products.create.mutate({ title: `Product ${start}` });
      const count = Math.min(uploadsPerProduct, uploads - start);
      const files = await Promise.all(Array.from({ length: count }, () => somePhoto()));
      items.push(...(await uploadAll(files, productId)));
      imageRows += (await client.products.get.query({ productId })).images.length;
      log(`${items.length} of ${uploads}: ${items.filter(isPublished).length} published`);
    }
    const proxies: FaultProxy[] = [api, storage, backend];
    const seen = proxies.flatMap((proxy) => proxy.requests());
    const struck = seen.flatMap(({ fault }) => fault ?? []);
    return {
      uploads,
      published: items.filter(isPublished).length,
      refused: items.flatMap((item) => ("refusal" in item ? item.refusal.code : [])),
      imageRows,
      publicImages: await countImages(),
      retried,
      faults: countEach(struck),
      requests: seen.length,
    };

    function uploadAll(files: File[], productId: string): Promise<readonly UploadItem<unknown>[]> {
      return new Promise((resolve) => {
        const attempts = new Set<string>();
        const uploader = createUploader({
          api: behindProxy,
          input: { productId },
          transport: fetchForm,
          ...haste(),
          onSettled: resolve,
        });
        uploader.subscribe(() => {
          for (const item of uploader.getSnapshot().items) {
            const attempt = `${item.id} ${item.attempt}`;
            if (item.status !== "retrying" || attempts.has(attempt)) continue;
            attempts.add(attempt);
            retried[item.refusal.code] = (retried[item.refusal.code] ?? 0) + 1;
          }
        });
        uploader.add(files);
      });
    }

    async function countImages(): Promise<number> {
      const { endpoint, region, credentials } = s3;
      const s3Client = createS3Client({ endpoint, region, credentials, forcePathStyle: true });
      const ids = new Set<string | undefined>();
      const store = createS3Store({ client: s3Client, bucket: "photos" });
      for await (const { key } of store.list(imagesPrefix)) ids.add(key.split("/")[1]);
      s3Client.destroy();
      return ids.size;
    }
  } finally {
    for (const close of closers.toReversed()) await close();
  }

  /** Each of other noise, so that none is taken for another. */
  async function somePhoto(): Promise<File> {
    const size = { width: 64 + random.below(400), height: 48 + random.below(300) };
    const pixels = Buffer.alloc(size.width * size.height * 3);
    for (let at = 0; at < pixels.length; at += 1 + random.below(8)) pixels[at] = random.below(256);
    const jpeg = await sharp(pixels, { raw: { ...size, channels: 3 } })
      .jpeg()
      .toBuffer();
    return new File([new Uint8Array(jpeg)], "photo.jpg");
  }
}

function isPublished({ status }: UploadItem<unknown>): boolean {
  return status === "published";
}

function countEach(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
