import { describe, expect, test } from "vitest";
import { createImagePolicy } from "../../src/image-policy.ts";
import { uploadError } from "../../src/upload-error.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import {
  createTicket,
  file,
  inTurn,
  never,
  published,
  stored,
  throwing,
  type Script,
} from "./scripted-server.ts";

describe("limits of the list", () => {
  const policy = () => createImagePolicy({ maxFiles: 2 });

  test("files beyond the most that are allowed are rejected, the first ones go on", async () => {
    const { uploader, items, whenSettled } = createTestUploader({ policy });
    uploader.add(files("a.jpg", "b.jpg", "c.jpg"));
    await whenSettled();
    expect(items()[1]?.status).toBe("published");
    expect(items()[2]).toMatchObject({
      status: "rejected",
      refusal: { code: "TOO_MANY_FILES", details: { maxFiles: 2 } },
    });
  });

  test("what was removed, refused or canceled makes room", async () => {
    const { uploader, items, statuses, whenSettled } = createTestUploader({ policy });
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    uploader.remove(items()[0]!.id);
    uploader.add(files("c.jpg", "d.jpg"));
    await whenSettled();
    expect(statuses()).toEqual(["published", "published", "rejected"]);
  });

  test("the same content is taken once, whatever its name", async () => {
    const { uploader, items, count, whenSettled } = createTestUploader();
    uploader.add([file("a.jpg", "same"), file("copy of a.jpg", "same")]);
    await whenSettled();
    expect(items()[0]?.status).toBe("published");
    expect(items()[1]).toMatchObject({ status: "rejected", refusal: { code: "DUPLICATE_FILE" } });
    expect(count("ticket")).toBe(1);
  });

  test("content that was canceled may come again, and then the canceled one may not", async () => {
    const { uploader, statuses, whenSettled } = createTestUploader({
      transfer: inTurn(never, stored),
    });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel(1);
    uploader.add(files("a.jpg"));
    await whenSettled();
    uploader.retry(1);
    await whenSettled();
    expect(statuses()).toEqual(["rejected", "published"]);
  });

  test("of what was canceled and is tried again, as much is taken as there is room for", async () => {
    const { uploader, items, statuses, whenSettled } = createTestUploader({
      policy,
      transfer: inTurn<Script["transfer"]>(never, never, never, never, stored),
    });
    for (const names of [
      ["a.jpg", "b.jpg"],
      ["c.jpg", "d.jpg"],
    ]) {
      uploader.add(files(...names));
      await turn();
      uploader.cancel();
    }
    for (const { id } of items()) uploader.retry(id);
    await whenSettled();
    expect(statuses().toSorted()).toEqual(["published", "published", "rejected", "rejected"]);
  });

  test("of the same content twice, both canceled, one is taken when both are tried again", async () => {
    const { uploader, items, statuses, whenSettled } = createTestUploader({
      transfer: inTurn<Script["transfer"]>(never, never, stored),
    });
    for (const name of ["a.jpg", "copy of a.jpg"]) {
      uploader.add([file(name, "same")]);
      await turn();
      uploader.cancel();
    }
    for (const { id } of items()) uploader.retry(id);
    await whenSettled();
    expect(statuses().toSorted()).toEqual(["published", "rejected"]);
  });

  test("the same content is taken again when the first one was refused or removed", async () => {
    const { uploader, statuses, whenSettled } = createTestUploader({
      ticket: inTurn(throwing(uploadError("FORBIDDEN")), () => createTicket("claim-2")),
    });
    for (const name of ["a.jpg", "second.jpg", "third.jpg"]) {
      uploader.add([file(name, "same")]);
      await whenSettled();
    }
    expect(statuses()).toEqual(["failed", "published", "rejected"]);
    uploader.remove(2);
    uploader.add([file("fourth.jpg", "same")]);
    await whenSettled();
    uploader.retry(1);
    await whenSettled();
    expect(statuses()).toEqual(["rejected", "rejected", "published"]);
  });

  test("what is refused because another took its place may have arrived, and is discarded", async () => {
    const broken = throwing(uploadError("INTERNAL"));
    const { uploader, statuses, requests, whenSettled } = createTestUploader({
      complete: (claim) => (claim === "claim-1" ? broken() : published(claim)),
    });
    uploader.add([file("a.jpg", "same")]);
    await whenSettled();
    uploader.add([file("copy of a.jpg", "same")]);
    await whenSettled();
    expect(statuses()).toEqual(["failed", "published"]);
    uploader.retry();
    await whenSettled();
    await turn();
    expect([statuses(), requests.at(-1)]).toEqual([["rejected", "published"], "discard claim-1"]);
  });
});

describe("a server that is down", () => {
  test("fails all files, and one retry brings them all", async () => {
    let isDown = true;
    const { uploader, items, statuses, count, whenSettled } = createTestUploader({
      policy: () => {
        if (isDown) throw new TypeError("fetch failed");
        return createImagePolicy();
      },
    });
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    expect(items().map((item) => item.status === "failed" && item.refusal.code)).toEqual([
      "SERVER_UNREACHABLE",
      "SERVER_UNREACHABLE",
    ]);
    expect(count("policy")).toBe(5);
    isDown = false;
    uploader.retry();
    await whenSettled();
    expect(statuses()).toEqual(["published", "published"]);
  });

  test("is asked for the policy once by all who wait for it, again by later ones, and no more when it is known", async () => {
    const { uploader, statuses, count, whenSettled } = createTestUploader({
      policy: inTurn(throwing(uploadError("FORBIDDEN")), createImagePolicy),
    });
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    expect([statuses(), count("policy")]).toEqual([["failed", "failed"], 1]);
    uploader.add(files("c.jpg", "d.jpg"));
    uploader.retry(1);
    await whenSettled();
    uploader.retry(2);
    await whenSettled();
    expect([statuses(), count("policy")]).toEqual([
      ["published", "published", "published", "published"],
      2,
    ]);
  });
});
