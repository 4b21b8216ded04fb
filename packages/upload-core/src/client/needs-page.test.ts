import { expect, test } from "vitest";
import { needsPage } from "./needs-page.ts";
import { createItem, transition, type UploadEvent } from "./state.ts";

const file = new File(["12345"], "a.jpg");

function after(theFile: File | null, ...events: Array<UploadEvent<string>>) {
  const item = createItem({ id: 1, name: "a.jpg", sizeBytes: 5, file: theFile });
  return events.reduce(transition<string>, item);
}

const uploading = { type: "uploading", attempt: 1 } as const;
const verifying = { type: "verifying", attempt: 1 } as const;

test("what waits or is sent is lost with the page", () => {
  expect(needsPage(after(file))).toBe(true);
  expect(needsPage(after(file, uploading))).toBe(true);
  expect(needsPage(after(file, uploading, { type: "pause" }))).toBe(true);
});

test("what has arrived, has ended or is not in the page's hands is not", () => {
  expect(needsPage(after(file, uploading, verifying))).toBe(false);
  expect(needsPage(after(file, { type: "cancel" }))).toBe(false);
  expect(needsPage(after(null))).toBe(false);
});
