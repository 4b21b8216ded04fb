import { expect, test } from "vitest";
import { readStorageAnswer } from "./read-storage-answer.ts";

function xml(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>…</Message></Error>`;
}

test.for([200, 201, 204])("%i means stored", (status) => {
  expect(readStorageAnswer({ status, body: "" }, false)).toBeNull();
});

test.for([
  [403, "AccessDenied", "STORAGE_REFUSED"],
  [403, "SignatureDoesNotMatch", "STORAGE_REFUSED"],
  [404, "NoSuchBucket", "STORAGE_REFUSED"],
  [400, "InvalidArgument", "STORAGE_REFUSED"],
  [400, "EntityTooLarge", "OBJECT_MISMATCH"],
  [400, "EntityTooSmall", "OBJECT_MISMATCH"],
  [400, "BadDigest", "OBJECT_MISMATCH"],
  [400, "RequestTimeout", "STORAGE_UNAVAILABLE"],
  [400, "IncompleteBody", "STORAGE_UNAVAILABLE"],
  [429, "SlowDown", "STORAGE_UNAVAILABLE"],
  [500, "InternalError", "STORAGE_UNAVAILABLE"],
  [503, "SlowDown", "STORAGE_UNAVAILABLE"],
] as const)("%i %s means %s", ([status, code, expected]) => {
  const answer = { status, body: xml(code) };
  expect(readStorageAnswer(answer, false)).toMatchObject({ code: expected, cause: answer });
});

test("a refused ticket near its end has expired, whatever the sentence says", () => {
  const answer = { status: 403, body: xml("AccessDenied") };
  expect(readStorageAnswer(answer, true)?.code).toBe("TICKET_EXPIRED");
});

test("age is no excuse for anything but 403", () => {
  expect(readStorageAnswer({ status: 503, body: "" }, true)?.code).toBe("STORAGE_UNAVAILABLE");
});

test("an answer without XML is judged by its status", () => {
  expect(readStorageAnswer({ status: 400, body: "<html>" }, false)?.code).toBe("STORAGE_REFUSED");
});
