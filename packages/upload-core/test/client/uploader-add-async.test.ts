import { expect, test } from "vitest";
import type { UploadItem } from "../../src/client/state.ts";
import { uploadError } from "../../src/upload-error.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import { createTicket, inTurn, never, throwing, type Image } from "./scripted-server.ts";

/** What a promise of items has come to: their statuses, or null while it is open. */
function watch(promise: Promise<ReadonlyArray<UploadItem<Image>>>) {
  let outcome: string[] | null = null;
  const watching = promise.then((items) => (outcome = items.map(({ status }) => status)));
  return { outcome: () => outcome, watching };
}

test("tells what became of its own files, however that ended", async () => {
  const { uploader, whenSettled } = createTestUploader({
    ticket: inTurn(throwing(uploadError("FORBIDDEN")), () => createTicket("claim-1")),
  });
  uploader.add(files("before.jpg"));
  const { outcome, watching } = watch(uploader.addAsync(files("a.jpg", "b.jpg", "b.jpg")));
  uploader.add(files("after.jpg"));
  await whenSettled();
  await watching;
  expect(outcome()).toEqual(["published", "published", "rejected"]);
});

test("without files there is nothing to wait for", async () => {
  const { uploader, requests } = createTestUploader({ transfer: never });
  uploader.add(files("under way.jpg"));
  expect(await uploader.addAsync([])).toEqual([]);
  expect(requests).toEqual([]);
});

test.for([
  ["cancel", "canceled"],
  ["remove", "canceled"],
  ["clear", "canceled"],
  ["destroy", "uploading"],
] as const)("%s ends the wait", async ([action, status]) => {
  const { uploader } = createTestUploader({ transfer: never });
  const { outcome, watching } = watch(uploader.addAsync(files("a.jpg")));
  await turn();
  expect(outcome()).toBeNull();
  uploader[action](1);
  await watching;
  expect(outcome()).toEqual([status]);
});

test("the removal of one that is being verified ends the wait, too", async () => {
  const { uploader } = createTestUploader({ complete: never });
  const { outcome, watching } = watch(uploader.addAsync(files("a.jpg")));
  await turn();
  uploader.remove(1);
  await watching;
  expect(outcome()).toEqual(["verifying"]);
});

test("removing one leaves the wait for the others", async () => {
  const { uploader, whenSettled } = createTestUploader({ policy: never });
  const { outcome, watching } = watch(uploader.addAsync(files("a.jpg", "b.jpg")));
  uploader.remove(1);
  await turn();
  expect(outcome()).toBeNull();
  uploader.cancel(2);
  await whenSettled();
  await watching;
  expect(outcome()).toEqual(["canceled", "canceled"]);
});

test("a pause does not end the wait, and a retry begins none", async () => {
  const { uploader, whenSettled } = createTestUploader({
    ticket: inTurn(throwing(uploadError("FORBIDDEN")), () => createTicket("claim-1")),
  });
  uploader.pause();
  const { outcome, watching } = watch(uploader.addAsync(files("a.jpg")));
  await turn();
  expect(outcome()).toBeNull();
  uploader.resume();
  await whenSettled();
  await watching;
  uploader.retry();
  await whenSettled();
  expect(outcome()).toEqual(["failed"]);
});
