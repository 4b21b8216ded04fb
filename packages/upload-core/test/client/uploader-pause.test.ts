import { describe, expect, test } from "vitest";
import { uploadError } from "../../src/upload-error.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import {
  createTicket,
  inTurn,
  never,
  published,
  stored,
  throwing,
  type Script,
} from "./scripted-server.ts";

describe("pause", () => {
  test("stops what is under way, and resume asks before it sends again", async () => {
    const { uploader, requests, statuses, whenSettled } = createTestUploader({
      transfer: inTurn(never, stored),
      complete: inTurn(throwing(uploadError("OBJECT_MISSING")), published),
    });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.pause();
    expect([uploader.getSnapshot().status, ...statuses()]).toEqual(["paused", "paused"]);
    uploader.resume();
    await whenSettled();
    expect(requests).toEqual([
      "policy",
      "ticket a.jpg",
      "transfer claim-1",
      "complete claim-1",
      "transfer claim-1",
      "complete claim-1",
    ]);
  });

  test("holds back what is added meanwhile", async () => {
    const { uploader, requests, statuses, whenSettled } = createTestUploader();
    uploader.pause();
    uploader.add(files("a.jpg"));
    await turn();
    expect([statuses(), requests]).toEqual([["paused"], []]);
    uploader.resume();
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
  });

  test("lets a verification end, but not send again", async () => {
    let fail = (_error: Error): void => {};
    const { uploader, statuses, whenSettled } = createTestUploader({
      complete: inTurn(
        () => new Promise<never>((_resolve, reject) => (fail = reject)),
        (claim: string) => ({ status: "published" as const, data: { imageId: claim } }),
      ),
    });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.pause();
    expect(statuses()).toEqual(["verifying"]);
    fail(uploadError("OBJECT_MISSING"));
    await turn();
    expect(statuses()).toEqual(["paused"]);
    uploader.resume();
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
  });

  test("holds back what is tried again meanwhile", async () => {
    const { uploader, count, statuses, whenSettled } = createTestUploader({
      ticket: inTurn(throwing(uploadError("FORBIDDEN")), () => createTicket("claim-1")),
      transfer: inTurn<Script["transfer"]>(never, stored),
    });
    uploader.add(files("a.jpg", "b.jpg"));
    await turn();
    expect(statuses()).toEqual(["failed", "uploading"]);
    uploader.pause();
    uploader.retry(1);
    await turn();
    expect([uploader.getSnapshot().status, count("ticket")]).toEqual(["paused", 2]);
    uploader.resume();
    await whenSettled();
    expect(statuses()).toEqual(["published", "published"]);
  });

  test("ends with the last unsettled file: the next one is not held back", async () => {
    const { uploader, statuses, whenSettled } = createTestUploader({
      transfer: inTurn<Script["transfer"]>(never, stored),
    });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.pause();
    uploader.cancel();
    uploader.add(files("b.jpg"));
    await whenSettled();
    expect(statuses()).toEqual(["canceled", "published"]);
  });
});
