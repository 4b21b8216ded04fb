/** One HTTP exchange: read the request, send the answer or the error, leave the connection usable. */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { answerRequest } from "./answer-request.ts";
import { corsHeaders } from "./cors.ts";
import type { S3Response, S3Service } from "./operation.ts";
import { errorXml, S3Error } from "./s3-error.ts";
import { readRequest, type S3Request } from "./s3-request.ts";
import { maxDrainBytes } from "./sized-between.ts";

/** Handles a request from its first header to the last byte of the answer; never rejects. */
export async function handleRequest(
  service: S3Service,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const requestId = newRequestId();
  // Without a listener, an error on the way out would end the process.
  outgoing.on("error", () => outgoing.destroy());
  let request: S3Request | undefined;
  let response: S3Response;
  try {
    request = readRequest(incoming);
    response = await answerRequest(service, request);
  } catch (error) {
    response = errorResponse(toS3Error(error, incoming), request, requestId);
  }
  const cors = request === undefined ? {} : corsHeaders(corsRulesOf(service, request), request);
  const headers = { ...cors, ...response.headers };
  try {
    await send(outgoing, { ...response, headers }, requestId);
    await drain(incoming);
  } catch {
    // The other side is gone; there is nobody left to tell.
    incoming.destroy();
    outgoing.destroy();
  }
}

/** 16 hex digits in capitals, as S3 makes them. */
export function newRequestId(): string {
  return randomBytes(8).toString("hex").toUpperCase();
}

function errorResponse(
  error: S3Error,
  request: S3Request | undefined,
  requestId: string,
): S3Response {
  const resource = resourceOf(request);
  return { status: error.status, body: errorXml(error, resource, requestId) };
}

function resourceOf(request: S3Request | undefined): string {
  if (request?.bucketName === undefined) return "/";
  return request.key === undefined
    ? `/${request.bucketName}`
    : `/${request.bucketName}/${request.key}`;
}

function toS3Error(error: unknown, incoming: IncomingMessage): S3Error {
  if (error instanceof S3Error) return error;
  // A client that hung up is no fault of ours; any other surprise belongs on the console.
  if (!incoming.destroyed || incoming.readableEnded) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`dev-s3: ${text}\n`);
  }
  return new S3Error("InternalError");
}

function corsRulesOf(service: S3Service, request: S3Request) {
  const bucket = service.files.buckets.get(request.bucketName ?? "");
  return request.method === "OPTIONS" ? [] : (bucket?.settings.corsRules ?? []);
}

async function send(
  outgoing: ServerResponse,
  response: S3Response,
  requestId: string,
): Promise<void> {
  const { status, headers, body } = response;
  outgoing.statusCode = status;
  outgoing.setHeader("server", "dev-s3");
  outgoing.setHeader("x-amz-request-id", requestId);
  outgoing.setHeader("x-amz-id-2", "dev-s3");
  if (typeof body === "string") outgoing.setHeader("content-type", "application/xml");
  for (const [name, value] of Object.entries(headers ?? {})) outgoing.setHeader(name, value);
  if (body !== undefined && typeof body !== "string") return pipeline(body, outgoing);
  const isBodyless = outgoing.req.method === "HEAD" || status === 204 || status === 304;
  const bytes = Buffer.from(body ?? "");
  if (!isBodyless) outgoing.setHeader("content-length", bytes.length);
  outgoing.end(isBodyless ? undefined : bytes);
}

/**
 * Reads what is left of a body after the answer was given: a browser that is still
 * sending when the connection closes sees a network error instead of the answer.
 */
function drain(incoming: IncomingMessage): Promise<void> {
  if (incoming.complete || incoming.destroyed || incoming.socket.destroyed) {
    incoming.resume();
    return Promise.resolve();
  }
  const { socket } = incoming;
  return new Promise((resolve) => {
    const finish = () => {
      socket.off("close", finish);
      resolve();
    };
    let sizeBytes = 0;
    incoming.unpipe();
    incoming.on("data", (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > maxDrainBytes) incoming.destroy();
    });
    incoming.on("error", finish);
    incoming.once("close", finish);
    incoming.once("end", finish);
    // Once the answer is out, the request itself no longer hears that its socket has closed.
    socket.once("close", finish);
    incoming.resume();
  });
}
