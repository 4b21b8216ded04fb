/** Every row of the error table, reached by the engine over real connections to the app and its storage. */
import { describeRefusal, errorTable, german, type UploadErrorCode } from "@picket/upload-core";
import type { UploadItem } from "@picket/upload-core/client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { errorCases } from "./error-cases.ts";
import { limits, startErrorLab, type Ended, type ErrorLab } from "./error-lab.ts";
import { animatedWebp, jpeg, photoFile, png } from "./pictures.ts";
import { describeFile } from "./plain-upload.ts";

let lab: ErrorLab;

beforeAll(async () => {
  lab = await startErrorLab();
});

afterEach(() => {
  for (const proxy of Object.values(lab.proxies)) proxy.setRules([]);
});

afterAll(() => lab.close());

type Refused = Extract<UploadItem<unknown>, { status: "rejected" | "failed" }>;

/** The one item that was refused. */
function refusedOf({ items }: Ended): Refused {
  const refused = items.filter((item) => item.status === "rejected" || item.status === "failed");
  if (!refused[0] || refused.length > 1) throw new Error(`${refused.length} items were refused.`);
  return refused[0];
}

/** When the file is at fault, trying again is not offered. */
function expectedStatus(code: UploadErrorCode): Refused["status"] {
  const { stage, mover, retry } = errorTable[code];
  const isFilesFault = mover === "person" && (stage === "prepare" || stage === "complete");
  return retry === "never" && isFilesFault ? "rejected" : "failed";
}

test("no code is without a case, and no case without a code", () => {
  expect(Object.keys(errorCases).toSorted()).toEqual(Object.keys(errorTable).toSorted());
});

describe.each(Object.entries(errorCases))("%s", (name, { how, run, says, retried }) => {
  // The keys of a record are its codes.
  const code = name as UploadErrorCode;

  test(`is how it ends: ${how}`, async () => {
    const ended = await run(lab);
    const item = refusedOf(ended);
    expect(item.refusal.code).toBe(code);
    expect(item.status).toBe(expectedStatus(code));
    const tries = errorTable[code].retry === "never" ? 0 : 4;
    expect(ended.retried).toEqual(retried ?? Array.from({ length: tries }, () => code));
    expect(describeRefusal(item.refusal).slice(0, says.length)).toBe(says);
    expect(describeRefusal(item.refusal, german)).not.toMatch(/undefined|NaN/);
  });
});

type Said = Parameters<typeof describeFile>[1];
type Bytes = Parameters<typeof photoFile>[0];

/** As a page does whose own checks let everything through. */
function uploadUnchecked(bytes: Bytes, said: Said): Promise<Ended> {
  return lab.upload([photoFile(bytes)], {
    prepare: async (file) => {
      const { name: _, ...description } = describeFile(bytes, said);
      return { file, description };
    },
  });
}

describe("when the browser checks nothing, the server's refusal arrives whole:", () => {
  const { maxImageBytes, maxImagePixels } = limits;
  const allowedTypes = ["image/jpeg", "image/png", "image/webp", "image/avif"];
  const half = (bytes: Bytes): Bytes => bytes.slice(0, bytes.length / 2);

  test.each<[UploadErrorCode, object, Said, () => Promise<Bytes>]>([
    ["FILE_EMPTY", {}, { sizeBytes: 0 }, jpeg],
    [
      "FILE_TOO_LARGE",
      { sizeBytes: maxImageBytes + 1, maxSizeBytes: maxImageBytes },
      { sizeBytes: maxImageBytes + 1 },
      jpeg,
    ],
    [
      "FILE_TYPE_NOT_ALLOWED",
      { actualType: "image/gif", allowedTypes },
      { type: "image/gif" },
      jpeg,
    ],
    [
      "FILE_TYPE_NOT_ALLOWED",
      { actualType: null, allowedTypes },
      {},
      async () => new TextEncoder().encode("no picture at all"),
    ],
    [
      "IMAGE_DIMENSIONS",
      { width: 1100, height: 1000, limit: "pixels", max: maxImagePixels },
      { type: "image/png" },
      () => png(1100, 1000),
    ],
    ["IMAGE_UNREADABLE", {}, {}, async () => half(await jpeg(600, 400))],
    ["IMAGE_ANIMATED", {}, { type: "image/webp" }, animatedWebp],
    ["OBJECT_MISMATCH", {}, {}, png],
  ])("%s with %j", async (code, details, said, make) => {
    const item = refusedOf(await uploadUnchecked(await make(), said));
    expect(item).toMatchObject({ status: "rejected", refusal: { code, details } });
  });
});

test("SERVER_UNREACHABLE is also how it ends when not even the policy can be had", async () => {
  await lab.proxies.api.refuse();
  const ended = await lab.upload([photoFile(await jpeg())]);
  await lab.proxies.api.accept();
  expect(refusedOf(ended)).toMatchObject({
    status: "failed",
    refusal: { code: "SERVER_UNREACHABLE" },
  });
});
