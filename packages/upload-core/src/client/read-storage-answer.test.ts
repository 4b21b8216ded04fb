import { expect, test } from "vitest";
import { readStorageAnswer } from "./read-storage-answer.ts";

function xml(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>…</Message></Error>`;
}

test.for([200, 201, 204])("%i means stored", (status) => {
  expect(readStorageAnswer({ status, body: "" }, "TICKET_EXPIRED")).toBeNull();
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
  expect(readStorageAnswer(answer, "STORAGE_REFUSED")).toMatchObject({
    code: expected,
    cause: answer,
  });
});

test("the first 403 may be an expired ticket, whatever the sentence says; the second is a refusal", () => {
  const answer = { status: 403, body: xml("AccessDenied") };
  expect(readStorageAnswer(answer, "TICKET_EXPIRED")?.code).toBe("TICKET_EXPIRED");
  expect(readStorageAnswer(answer, "STORAGE_REFUSED")?.code).toBe("STORAGE_REFUSED");
});

test("how long a busy storage asks to be left alone is passed on", () => {
  const answer = { status: 503, body: xml("SlowDown"), retryAfterMs: 7000 };
  expect(readStorageAnswer(answer, "TICKET_EXPIRED")?.refusal).toEqual({
    code: "STORAGE_UNAVAILABLE",
    details: { retryAfterMs: 7000 },
  });
});

test("an answer without XML is judged by its status", () => {
  expect(readStorageAnswer({ status: 400, body: "<html>" }, "TICKET_EXPIRED")?.code).toBe(
    "STORAGE_REFUSED",
  );
});
