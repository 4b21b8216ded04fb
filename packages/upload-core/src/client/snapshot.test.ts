import { expect, test } from "vitest";
import { uploadError } from "../upload-error.ts";
import { createSnapshot, progressOf } from "./snapshot.ts";
import { createItem, transition, type UploadEvent, type UploadItem } from "./state.ts";

function item(...events: Array<UploadEvent<string>>): UploadItem<string> {
  const start: UploadItem<string> = createItem({
    id: 1,
    name: "a.jpg",
    sizeBytes: 10,
    file: null,
  });
  return events.reduce(transition, start);
}

const uploading = item(
  { type: "uploading", attempt: 1 },
  { type: "progress", loadedBytes: 5, attempt: 1 },
);
const sent = transition(uploading, { type: "progress", loadedBytes: 10, attempt: 1 });
const verifying = transition(sent, { type: "verifying", attempt: 1 });
const published = transition(verifying, { type: "published", data: "image", attempt: 1 });
const rejected = item({ type: "rejected", error: uploadError("FILE_EMPTY"), attempt: 1 });
const canceled = item({ type: "cancel" });

function snapshot(items: Array<UploadItem<string>>, facts = {}) {
  return createSnapshot({
    items,
    mode: "pending",
    policy: null,
    bytesPerSecond: 0,
    ...facts,
  });
}

test("only published is full", () => {
  expect([item(), uploading, sent, verifying, published].map(progressOf)).toEqual([
    0, 0.5, 0.99, 0.99, 1,
  ]);
});

test("the total is weighted by bytes, and full only when all are settled", () => {
  expect(snapshot([published, uploading]).totals).toMatchObject({
    loadedBytes: 15,
    totalBytes: 20,
    progress: 0.75,
  });
  expect(snapshot([published, verifying]).totals.progress).toBe(0.99);
  expect(snapshot([published, rejected]).totals.progress).toBe(1);
  expect(snapshot([rejected, canceled]).totals.progress).toBe(0);
});

test("what was refused or canceled does not count", () => {
  expect(snapshot([uploading, rejected, canceled]).totals).toMatchObject({
    totalBytes: 10,
    progress: 0.5,
  });
});

test("how long it takes is told while there is something to hand over, and not once buffers hold it", () => {
  const etaOf = (...items: Array<UploadItem<string>>) =>
    snapshot(items, { bytesPerSecond: 5 }).totals.etaSeconds;
  expect([etaOf(uploading), etaOf(sent, uploading), etaOf(sent, item())]).toEqual([1, 1, 2]);
  expect([etaOf(sent), etaOf(sent, verifying), etaOf(published)]).toEqual([null, null, null]);
});

test("an empty list is at its beginning", () => {
  expect(snapshot([])).toMatchObject({ status: "idle", totals: { progress: 0, etaSeconds: null } });
});

test("the status tells what the list is about to do", () => {
  expect(snapshot([uploading])).toMatchObject({ status: "pending", isPending: true });
  expect(snapshot([uploading], { mode: "paused" }).status).toBe("paused");
  expect(snapshot([item()], { mode: "idle" }).status).toBe("idle");
  expect(snapshot([published, canceled])).toMatchObject({ status: "settled", isSettled: true });
});
