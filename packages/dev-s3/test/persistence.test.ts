/** What lies on disk: it survives a restart and a kill, belongs to one process, and is let go cleanly. */
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  GetBucketCorsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDevS3, type DevS3, type DevS3Options } from "../src/index.ts";
import { openSocket, rawPost, sendRaw } from "./raw-http.ts";
import { draftForm, signForm } from "./post-form.ts";
import { clientOf } from "./start-dev-s3.ts";

const Bucket = "picket";
let dir: string;
let servers: DevS3[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "dev-s3-"));
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await rm(dir, { recursive: true });
});

async function start(options: Partial<DevS3Options> = {}): Promise<DevS3> {
  const server = await createDevS3({ dir, ...options });
  servers.push(server);
  return server;
}

describe("a restart", () => {
  test("keeps objects, descriptions, tags, buckets and their rules", async () => {
    const corsOrigins = ["https://shop.example"];
    const first = await start({ buckets: [{ name: Bucket, corsOrigins }, { name: "second" }] });
    const put = { Bucket, Key: "../../etc/ü", Body: "content", Tagging: "a=1" };
    const description = { ContentType: "image/png", Metadata: { claim: "c" } };
    await clientOf(first).send(new PutObjectCommand({ ...put, ...description }));
    await first.close();

    const second = await start();
    const client = clientOf(second);
    expect(second.bucketNames).toEqual([Bucket, "second"]);
    const object = await client.send(new GetObjectCommand({ Bucket, Key: put.Key }));
    expect(await object.Body!.transformToString()).toBe("content");
    expect(object).toMatchObject(description);
    const tags = await client.send(new GetObjectTaggingCommand({ Bucket, Key: put.Key }));
    expect(tags.TagSet).toEqual([{ Key: "a", Value: "1" }]);
    const { CORSRules } = await client.send(new GetBucketCorsCommand({ Bucket }));
    expect(CORSRules?.[0]?.AllowedOrigins).toEqual(corsOrigins);
  });

  test("clears away what a kill left half done", async () => {
    const first = await start();
    await clientOf(first).send(new PutObjectCommand({ Bucket, Key: "a", Body: "content" }));
    await first.close();
    const blobs = join(dir, "buckets", Bucket, "blobs");
    await writeFile(join(dir, "incoming", "half"), "half an upload");
    await writeFile(join(blobs, "orphan"), "written, but never committed");

    const client = clientOf(await start());
    expect(await readdir(join(dir, "incoming"))).toEqual([]);
    expect(await readdir(blobs)).toHaveLength(1);
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(1);
  });

  test("finds only names in the folder that no key can choose", async () => {
    const client = clientOf(await start());
    for (const Key of ["/", "..", "../up", "a/../../b", "con", "\u0001", "x".repeat(1024)]) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    }
    const files = await readdir(join(dir, "buckets", Bucket, "objects"));
    expect(files).toHaveLength(7);
    expect(files.every((file) => /^[0-9a-f]{64}\.json$/.test(file))).toBe(true);
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toHaveLength(7);
  });

  test("takes over the lock of a process that is dead", async () => {
    // No process has this id: it is beyond what systems hand out.
    await writeFile(join(dir, "lock"), "2147483646\n");
    const server = await start();
    const head = await clientOf(server).send(new HeadBucketCommand({ Bucket }));
    expect(head.$metadata.httpStatusCode).toBe(200);
    await server.close();
    expect(await readdir(dir)).not.toContain("lock");
  });
});

describe("a second server", () => {
  test("on the same folder is refused, by name of the folder and the process", async () => {
    const first = await start();
    await expect(createDevS3({ dir })).rejects.toThrow(
      new RegExp(`${dir} is in use by another process \\(${process.pid}\\)`),
    );
    await clientOf(first).send(new PutObjectCommand({ Bucket, Key: "a", Body: "still served" }));
  });

  test("on the folder of another living process is refused", async () => {
    await writeFile(join(dir, "lock"), `${process.ppid}\n`);
    await expect(createDevS3({ dir })).rejects.toThrow(`process (${process.ppid})`);
  });

  test("on the same port is refused, and leaves its folder free", async () => {
    const first = await start();
    const other = await mkdtemp(join(tmpdir(), "dev-s3-"));
    const port = Number(new URL(first.endpoint).port);
    await expect(createDevS3({ dir: other, port })).rejects.toThrow(
      `Port ${port} is already in use`,
    );
    expect(await readdir(other)).not.toContain("lock");
    await rm(other, { recursive: true });
  });
});

describe("options that make no sense", () => {
  test("are refused by name", async () => {
    const bad = createDevS3({ dir, buckets: [{ name: "Not A Bucket" }] });
    await expect(bad).rejects.toThrow('"Not A Bucket" is not a valid bucket name');
    const stars = createDevS3({ dir, buckets: [{ name: "a-bucket", publicReadPrefixes: ["a*"] }] });
    await expect(stars).rejects.toThrow("prefix");
    await start();
  });
});

describe("close", () => {
  test("does not wait for idle connections", async () => {
    const server = await start();
    const socket = openSocket(server);
    await new Promise((resolve) => socket.once("connect", resolve));
    await fetch(server.endpoint);
    const startedAt = performance.now();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(3000);
    socket.destroy();
  });

  test("cuts an upload that does not end, stores nothing of it and frees the folder", async () => {
    const server = await start();
    const form = signForm(draftForm(server, Bucket));
    const fields = form.fields
      .map(
        ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}`,
      )
      .join("\r\n");
    const file = `\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf`;
    const whole = rawPost(
      `/${Bucket}`,
      "multipart/form-data; boundary=b",
      `${fields}${file}${" ".repeat(9999)}`,
    );
    const answer = sendRaw(server, whole.subarray(0, -9999));
    const incoming = join(dir, "incoming");
    await vi.waitFor(async () => expect(await readdir(incoming)).toHaveLength(1));
    const startedAt = performance.now();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect((await answer).status).toBe(0);
    expect(await readdir(incoming)).toEqual([]);
    expect(await readdir(dir)).not.toContain("lock");
    const again = clientOf(await start());
    expect((await again.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  test("may be called twice", async () => {
    const server = await start();
    await Promise.all([server.close(), server.close()]);
    await expect(fetch(server.endpoint)).rejects.toThrow("fetch failed");
  });
});

describe("memory", () => {
  test("stays flat while 200 MB go through", async () => {
    const client = clientOf(await start());
    const put = async (megabytes: number) => {
      const Body = Readable.from(megabyte(megabytes));
      const ContentLength = megabytes * 2 ** 20;
      await client.send(new PutObjectCommand({ Bucket, Key: "big", Body, ContentLength }));
    };
    await put(50);
    const before = process.memoryUsage().rss;
    await put(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });
});

function* megabyte(times: number): Generator<Buffer> {
  for (let index = 0; index < times; index++) yield Buffer.alloc(2 ** 20, "m");
}
