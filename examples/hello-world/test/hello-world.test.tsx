import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDevS3, type DevS3 } from "@picket/dev-s3";
import { createUploader, type Transport, type UploadItem } from "@picket/upload-core/client";
import { postSignedForm } from "@picket/upload-server/testing";
import { createTRPCClient, httpLink } from "@trpc/client";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { renderToString } from "react-dom/server";
import sharp from "sharp";
import { afterAll, beforeAll, expect, expectTypeOf, test, vi } from "vitest";
import { ProductPhotos } from "../src/product-photos.tsx";
import type { appRouter as ExampleRouter } from "../src/server.ts";

type AppRouter = typeof ExampleRouter;

let s3: DevS3;
let dir: string;
let appRouter: AppRouter;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "hello-world-"));
  s3 = await createDevS3({ dir });
  vi.stubEnv("S3_ENDPOINT", s3.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", s3.credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", s3.credentials.secretAccessKey);
  // The app reads its settings when it is imported.
  ({ appRouter } = await import("../src/server.ts"));
});

afterAll(async () => {
  await s3.close();
  await rm(dir, { recursive: true });
});

test("a photo goes through the server of the example, and its data arrives typed", async () => {
  const photo = await sharp({
    create: { width: 400, height: 300, channels: 3, background: "teal" },
  })
    .jpeg()
    .toBuffer();
  const item = await upload(new File([new Uint8Array(photo)], "mug.jpg"), "ann-1");
  expect(item).toMatchObject({
    status: "published",
    data: {
      url: expect.stringMatching(/^https:\/\/images\.example\/images\/[0-9a-f]{32}\/320\.webp$/),
    },
  });
  if (item.status === "published") expectTypeOf(item.data).toEqualTypeOf<{ url: string }>();
});

test("another person's product is refused", async () => {
  const photo = await sharp({ create: { width: 40, height: 30, channels: 3, background: "teal" } })
    .png()
    .toBuffer();
  const item = await upload(new File([new Uint8Array(photo)], "mug.png"), "eve-1");
  expect(item).toMatchObject({ status: "failed", refusal: { code: "FORBIDDEN" } });
});

test("the component renders on a server too", () => {
  expect(renderToString(<ProductPhotos productId="ann-1" />)).toContain('aria-label="Add photos"');
});

test("together they have at most 35 lines, and the README shows them as they are", async () => {
  const files = ["server.ts", "product-photos.tsx"].map(
    (name) => new URL(`../src/${name}`, import.meta.url),
  );
  const sources = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const lines = sources
    .join("\n")
    .split("\n")
    .filter((line) => line.trim() !== "");
  expect(lines.length).toBeLessThanOrEqual(35);
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  for (const source of sources) expect(readme).toContain(source.trim());
});

/** Uploads as Ann, through HTTP handling and a real S3 form. @returns the item once it has settled */
function upload(file: File, productId: string): Promise<UploadItem<{ url: string }>> {
  const client = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: "http://app.test/trpc",
        fetch: (url, init) =>
          fetchRequestHandler({
            endpoint: "/trpc",
            // tRPC's own types for both are wider than the DOM's.
            req: new Request(url as string, init as RequestInit),
            router: appRouter,
            createContext: () => ({ userId: "ann" }),
          }),
      }),
    ],
  });
  return new Promise((resolve) => {
    const uploader = createUploader({
      api: client.productImage,
      input: { productId },
      transport,
      onSettled: ([item]) => resolve(item!),
    });
    uploader.add([file]);
  });
}

/** Node has no XMLHttpRequest. */
const transport: Transport = async ({ url, fields, file }) => {
  const response = await postSignedForm({ url, fields }, new Uint8Array(await file.arrayBuffer()));
  return { status: response.status, body: await response.text() };
};
