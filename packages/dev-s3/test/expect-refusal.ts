/** What a refused call of the SDK looks like. */
import { S3ServiceException } from "@aws-sdk/client-s3";
import { expect } from "vitest";

/** Expects a call to end in this status and code, with a request id to ask about. */
export async function expectRefusal(
  call: Promise<unknown>,
  status: number,
  code: string,
): Promise<void> {
  const error: unknown = await call.then(
    () => new Error("the call was not refused"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(S3ServiceException);
  const { name, $metadata } = error as S3ServiceException;
  expect({ status: $metadata.httpStatusCode, name }).toEqual({ status, name: code });
  expect($metadata.requestId).toMatch(/^[0-9A-F]{16}$/);
}
