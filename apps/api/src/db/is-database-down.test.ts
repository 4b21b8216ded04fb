import { uploadError, UploadError } from "@picket/upload-core";
import { DrizzleQueryError } from "drizzle-orm";
import { expect, test } from "vitest";
import { isDatabaseDown } from "./is-database-down.ts";

function withCode(code: string): Error {
  return Object.assign(new Error("quoted values"), { code });
}

test.each([
  ["nobody listens", withCode("ECONNREFUSED")],
  ["the connection broke", withCode("ECONNRESET")],
  ["it is shutting down", withCode("57P01")],
  ["it has no connection left", withCode("53300")],
  ["its disk is full", withCode("53100")],
  ["a lock was not to be had", withCode("55P03")],
  ["a statement took too long", withCode("57014")],
  ["the pool is exhausted", new Error("timeout exceeded when trying to connect")],
  ["the connection went away", new Error("Connection terminated unexpectedly")],
  ["there was no answer", new Error("Query read timeout")],
  ["the embedded one is closed", new Error("PGlite is closed")],
])("%s: it is down, raw or as the cause of others", (_name, error) => {
  expect(isDatabaseDown(error)).toBe(true);
  const query = new DrizzleQueryError("select 1", [], error);
  expect(isDatabaseDown(query)).toBe(true);
  const unexpected = new UploadError(uploadError("INTERNAL").refusal, { cause: query });
  expect(isDatabaseDown(new Error("call failed", { cause: unexpected }))).toBe(true);
});

test.each([
  ["a fault of the client", new TypeError("value.toISOString is not a function")],
  ["an error without a code that nobody knows", new Error("Received unexpected message")],
  ["a row that is there already", withCode("23505")],
  ["a statement that makes no sense", withCode("42601")],
  ["a file that is not there", withCode("ENOENT")],
])("%s: it is not", (_name, error) => {
  expect(isDatabaseDown(error)).toBe(false);
  expect(isDatabaseDown(new DrizzleQueryError("select 1", [], error))).toBe(false);
});

test("a store that cannot be reached is not the database", () => {
  const error = new UploadError(uploadError("STORAGE_UNAVAILABLE").refusal, {
    cause: withCode("ECONNREFUSED"),
  });
  expect(isDatabaseDown(new Error("call failed", { cause: error }))).toBe(false);
});
