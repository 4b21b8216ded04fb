import { describe, expect, test } from "vitest";
import { createTestUploader, files, holdingTransfer } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import { never, prepare } from "./scripted-server.ts";

describe("the queue", () => {
  test("opens the next slot as soon as one is free, and asks for one ticket ahead", async () => {
    const { release, transfer } = holdingTransfer();
    const { uploader, count, statuses, whenSettled } = createTestUploader(
      { transfer },
      { concurrency: 2 },
    );
    uploader.add(files("a.jpg", "b.jpg", "c.jpg", "d.jpg"));
    await turn();
    expect(statuses()).toEqual(["uploading", "uploading", "ticketing", "queued"]);
    expect(count("ticket")).toBe(3);
    release[1]!();
    await turn();
    expect(statuses()).toEqual(["uploading", "published", "uploading", "ticketing"]);
    for (let i = 0; i < 4; i += 1) {
      release[i]?.();
      await turn();
    }
    release[3]!();
    await whenSettled();
  });

  test("prepares the next files while others are being sent", async () => {
    const prepared: string[] = [];
    const { uploader } = createTestUploader(
      { transfer: never },
      {
        concurrency: 1,
        prepare: async (blob, ...rest) => {
          prepared.push(await blob.text());
          return prepare(blob, ...rest);
        },
      },
    );
    uploader.add(files("a.jpg", "b.jpg"));
    await turn();
    expect(prepared).toEqual(["a.jpg", "b.jpg"]);
  });

  test("goes on when a prepare function of the app breaks", async () => {
    const broken = () => {
      throw new TypeError("oops");
    };
    const { uploader, items, whenSettled } = createTestUploader({}, { prepare: broken });
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    expect(items()).toMatchObject([
      { status: "failed", refusal: { code: "INTERNAL" } },
      { status: "failed", refusal: { code: "INTERNAL" } },
    ]);
  });

  test("takes files while it runs", async () => {
    const { release, transfer } = holdingTransfer();
    const { uploader, statuses, whenSettled } = createTestUploader({ transfer });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.add(files("b.jpg"));
    await turn();
    release.forEach((go) => go());
    await whenSettled();
    expect(statuses()).toEqual(["published", "published"]);
  });

  test("waits for start() when it shall not start by itself", async () => {
    const { uploader, requests, whenSettled } = createTestUploader({}, { autoStart: false });
    uploader.add(files("a.jpg"));
    await turn();
    expect([uploader.getSnapshot().status, requests]).toEqual(["idle", []]);
    uploader.start();
    expect(uploader.getSnapshot().isPending).toBe(true);
    await whenSettled();
    uploader.add(files("b.jpg"));
    await turn();
    expect(uploader.getSnapshot().status).toBe("idle");
  });
});
