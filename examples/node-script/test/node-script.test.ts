import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDevS3, type DevS3 } from "@picket/dev-s3";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import sharp from "sharp";
import { afterAll, beforeAll, expect, expectTypeOf, test, vi } from "vitest";
import { uploadPhoto } from "../src/upload-photo.ts";

let folder: string;
let s3: DevS3;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "node-script-"));
  s3 = await createDevS3({ dir: path.join(folder, "s3") });
  vi.stubEnv("S3_ENDPOINT", s3.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", s3.credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", s3.credentials.secretAccessKey);
  // The app reads its settings when it is imported.
  const { appRouter } = await import("hello-world/server");
  server = createHTTPServer({ router: appRouter, createContext: () => ({ userId: "ann" }) });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const picture = sharp({ create: { width: 400, height: 300, channels: 3, background: "teal" } });
  await picture.jpeg().toFile(path.join(folder, "mug.jpg"));
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await s3.close();
  await rm(folder, { recursive: true });
});

const start = (productId: string) => {
  const progress: number[] = [];
  const onProgress = (value: number) => progress.push(value);
  const data = uploadPhoto(path.join(folder, "mug.jpg"), { url, productId, onProgress });
  return { data, progress };
};

test("a photo on the disk is published, and its data arrives typed", async () => {
  const upload = start("ann-1");
  const data = await upload.data;
  expectTypeOf(data).toEqualTypeOf<{ url: string }>();
  expect(data.url).toMatch(/^https:\/\/images\.example\/images\/[0-9a-f]{32}\/320\.webp$/);
  expect(upload.progress.at(-1)).toBe(1);
});

test("what is refused is told in a sentence", async () => {
  await expect(start("eve-1").data).rejects.toThrow(
    "this product does not exist or belongs to another shop",
  );
});
