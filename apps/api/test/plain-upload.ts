/** An upload as a plain script does it: the same calls as the page's, none of its checks. */
import { createHash } from "node:crypto";
import { parseRefusal, type DescribedFile, type UploadTicket } from "@picket/upload-core";
import { TRPCClientError } from "@trpc/client";
import { expect } from "vitest";
import type { Client } from "./test-app.ts";

/** @param said what to say instead of the truth */
export function describeFile(bytes: Uint8Array, said: Partial<DescribedFile> = {}): DescribedFile {
  return {
    name: "mug.jpg",
    type: "image/jpeg",
    sizeBytes: bytes.byteLength,
    sha256: createHash("sha256").update(bytes).digest("base64"),
    width: 64,
    height: 48,
    ...said,
  };
}

/** Posts the form as a browser does: every field, then the file. */
export async function post(
  ticket: UploadTicket,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ status: number; code: string }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  form.append("file", new Blob([bytes]), "photo");
  const response = await fetch(ticket.url, { method: "POST", body: form });
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1] ?? "";
  return { status: response.status, code };
}

/** Ticket and POST. */
export async function send(
  client: Client,
  productId: string,
  { bytes, said = {} }: { bytes: Uint8Array<ArrayBuffer>; said?: Partial<DescribedFile> },
): Promise<UploadTicket> {
  const file = describeFile(bytes, said);
  const request = { input: { productId }, file };
  const ticket = await client.uploads.productImage.getUploadTicket.mutate(request);
  expect(await post(ticket, bytes)).toMatchObject({ status: 201 });
  return ticket;
}

/** Ticket, POST and completion of a picture that is as described. @returns the answer's `data`, and the image as lists show it */
export async function publish(client: Client, productId: string, bytes: Uint8Array<ArrayBuffer>) {
  const { claim } = await send(client, productId, { bytes });
  const result = await client.uploads.productImage.completeUpload.mutate({ claim });
  if (result.status !== "published") throw new Error(`expected published, got ${result.status}`);
  const { position: _, ...image } = result.data;
  return { image, claim, data: result.data };
}

/** @returns the code and HTTP status that a call was refused with */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: string | null; httpStatus: number }> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TRPCClientError)) throw new Error("The call was not refused.");
  return {
    code: parseRefusal(error.data?.upload)?.code ?? null,
    httpStatus: error.data?.httpStatus,
  };
}
