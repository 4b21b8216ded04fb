/** How a form goes on after its file has begun, seen while the file is already being written. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { boundary, fileHead, formType, multipart, part } from "./multipart.ts";
import { draftForm, signForm } from "./post-form.ts";
import { openSocket, rawPost, readAnswer } from "./raw-http.ts";
import { startDevS3, type TestServer, xmlText } from "./start-dev-s3.ts";

const Bucket = "picket";
const next = `\r\n--${boundary}\r\n`;
const last = `\r\n--${boundary}--\r\n`;
const malformed = "400 MalformedPOSTRequest";
let s3: TestServer;

let complaints: string[];

beforeEach(async () => {
  s3 = await startDevS3();
  complaints = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    if (String(text).startsWith("dev-s3:")) complaints.push(String(text));
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await s3.stop();
});

const filesInHand = () => readdir(join(s3.dir, "incoming"));

/** Sends a form of which half is on disk before the rest follows. @returns status and code of the answer */
async function postInHalves(end: string): Promise<string> {
  const draft = draftForm(s3, Bucket);
  draft.body = Buffer.alloc(300_000, "a");
  draft.fields = [];
  draft.conditions = [{ bucket: Bucket }, { key: draft.key }];
  const whole = rawPost(`/${Bucket}`, formType, multipart(signForm(draft), end));
  const socket = openSocket(s3);
  const answer = readAnswer(socket);
  socket.write(whole.subarray(0, 200_000));
  await vi.waitFor(async () => expect(await filesInHand()).toHaveLength(1));
  socket.write(whole.subarray(200_000));
  const { status, text } = await answer;
  return `${status} ${xmlText(text, "Code") ?? ""}`.trimEnd();
}

async function storedKeys(): Promise<(string | undefined)[]> {
  await vi.waitFor(async () => expect(await filesInHand()).toEqual([]));
  const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key);
}

test.each([
  ["nothing", "", malformed],
  ["half a boundary", next.slice(0, 6), malformed],
  ["the next part's boundary", next, malformed],
  ["a last boundary with one of its two dashes", last.slice(0, -3), malformed],
  ["half of a part's headers", `${next}Content-Dispos`, malformed],
  ["half a field", `\r\n${part("late", "value").slice(0, -4)}`, malformed],
  ["half a part that is no field", `${next}X-Any: thing\r\n\r\nhalf`, malformed],
  ["a second file", `\r\n${fileHead()}more${last}`, "400 InvalidArgument"],
  ["half of a second file", `\r\n${fileHead()}more`, "400 InvalidArgument"],
])("a file followed by %s is refused and not stored", async (_what, end, answer) => {
  expect(await postInHalves(end)).toBe(answer);
  expect(await storedKeys()).toEqual([]);
  // A refusal is no fault of the server's own.
  expect(complaints).toEqual([]);
});

test.each([
  ["a last boundary without a line break", last.slice(0, -2)],
  ["a field, which is ignored", `\r\n${part("late", "x".repeat(100_000))}${last.slice(2)}`],
  ["a part without a name, which is ignored", `${next}X-Any: thing\r\n\r\nvalue${last}`],
  ["text behind the last boundary", `${last}${"x".repeat(100_000)}`],
])("a file followed by %s is stored", async (_what, end) => {
  expect(await postInHalves(end)).toBe("204");
  expect(await storedKeys()).toEqual([draftForm(s3, Bucket).key]);
});
