/** The README shows a program: it runs, and is shown as it is. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { createDevS3 } from "../src/index.ts";

test("the program that the README shows serves what it says", async () => {
  const dir = await mkdtemp(join(tmpdir(), "dev-s3-"));
  const s3 = await createDevS3({
    dir,
    buckets: [
      { name: "shop", publicReadPrefixes: ["images/"], corsOrigins: ["http://localhost:3000"] },
    ],
  });
  const { endpoint, region, credentials } = s3;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });

  await client.send(new PutObjectCommand({ Bucket: "shop", Key: "images/a", Body: "a" }));
  const origin = "http://localhost:3000";
  const read = await fetch(`${endpoint}/shop/images/a`, { headers: { origin } });
  expect(await read.text()).toBe("a");
  expect(read.headers.get("access-control-allow-origin")).toBe(origin);
  await s3.close();
  await rm(dir, { recursive: true });
});

test("the README shows it as it stands here", async () => {
  const [readme, source] = await Promise.all(
    ["../README.md", "readme.test.ts"].map((path) =>
      readFile(new URL(path, import.meta.url), "utf8"),
    ),
  );
  const [, shown] = /^```ts\n(.*?)^```$/ms.exec(readme!)!;
  const indented = shown!.trim().replaceAll(/^(?=.)/gm, "  ");
  expect(source).toContain(indented);
});
