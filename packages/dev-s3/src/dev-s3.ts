/** The server: opens the data folder, listens on 127.0.0.1, closes cleanly. */
import { mkdir } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import {
  applyOptions,
  type BucketOptions,
  emptySettings,
  isBucketName,
} from "./bucket-settings.ts";
import type { Credentials } from "./credential-scope.ts";
import { hasErrorCode } from "./error-code.ts";
import { lockFolder } from "./folder-lock.ts";
import { handleRequest, newRequestId } from "./handle-request.ts";
import { type ObjectFiles, openObjectFiles } from "./object-files.ts";
import type { S3Service } from "./operation.ts";
import { errorXml, S3Error } from "./s3-error.ts";

export type DevS3Options = {
  /** data folder, created if missing; all state lives here and survives a restart */
  dir: string;
  /** default 0: any free one */
  port?: number;
  /** default "us-east-1" */
  region?: string;
  /** created or updated at the start; default one named "picket" */
  buckets?: BucketOptions[];
  /** default: a fixed pair for development */
  credentials?: Credentials;
  /** default: the system's time */
  clock?: () => Date;
};

export type DevS3 = {
  /** `http://localhost:PORT` */
  endpoint: string;
  region: string;
  credentials: Credentials;
  /** all buckets, also those of earlier runs */
  bucketNames: string[];
  /** stops listening, lets running requests finish for a moment, gives the folder back */
  close: () => Promise<void>;
};

// Known to everybody on purpose: they guard nothing but data for development.
const devCredentials: Credentials = {
  accessKeyId: "DEVS3ACCESSKEY000000",
  secretAccessKey: "dev-s3-secret-key-for-development-only-0",
};

const graceMs = 500;
const idleMs = 120_000;

/**
 * Starts an S3 on 127.0.0.1.
 * @returns when it listens
 * @throws an error in plain words when the port or the data folder is in use, or a bucket's options make no sense
 */
export async function createDevS3(options: DevS3Options): Promise<DevS3> {
  const { dir, port = 0, region = "us-east-1", credentials = devCredentials } = options;
  const clock = options.clock ?? (() => new Date());
  await mkdir(dir, { recursive: true });
  const unlock = await lockFolder(dir, "lock");
  try {
    const files = await openObjectFiles(dir);
    await prepareBuckets(files, options.buckets ?? [{ name: "picket" }], clock());
    const service = { files, region, credentials, clock, endpoint: "" };
    const running = new Set<Promise<void>>();
    const server = openServer(service, running);
    await listen(server, port);
    // A TCP server's address is an object once it listens.
    const address = server.address() as AddressInfo;
    service.endpoint = `http://localhost:${address.port}`;
    const close = once(async () => {
      await closeServer(server, running);
      await unlock();
    });
    const bucketNames = [...files.buckets.keys()].toSorted();
    return { endpoint: service.endpoint, region, credentials, bucketNames, close };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function prepareBuckets(
  files: ObjectFiles,
  buckets: readonly BucketOptions[],
  now: Date,
): Promise<void> {
  for (const options of buckets) {
    if (!isBucketName(options.name)) {
      throw new Error(`"${options.name}" is not a valid bucket name.`);
    }
    const stored = files.buckets.get(options.name)?.settings ?? emptySettings(now);
    await files.saveBucket(options.name, applyOptions(stored, options));
  }
}

function openServer(service: S3Service, running: Set<Promise<void>>): Server {
  const server = createServer({
    // An upload may take longer than Node's five minutes; a silent connection is cut below.
    requestTimeout: 0,
    // A missing Host is answered like everything else, in XML.
    requireHostHeader: false,
  });
  server.setTimeout(idleMs);
  server.keepAliveTimeout = idleMs / 2;
  const serve: RequestListener = (incoming, outgoing) => {
    const exchange = handleRequest(service, incoming, outgoing);
    running.add(exchange);
    // Never rejects, so there is nobody to tell.
    void exchange.finally(() => running.delete(exchange));
  };
  server.on("request", serve);
  // Otherwise Node answers an unknown Expect by itself, without XML.
  server.on("checkExpectation", serve);
  server.on("clientError", answerUnreadable);
  return server;
}

/** Answers bytes that are no HTTP request. */
function answerUnreadable(error: Error, socket: Duplex): void {
  if (!socket.writable || hasErrorCode(error, "ECONNRESET")) {
    socket.destroy();
    return;
  }
  const isTooLarge = hasErrorCode(error, "HPE_HEADER_OVERFLOW");
  const refusal = new S3Error(isTooLarge ? "RequestHeaderSectionTooLarge" : "BadRequest");
  const requestId = newRequestId();
  const body = errorXml(refusal, "/", requestId);
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/xml\r\n` +
      `x-amz-request-id: ${requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        hasErrorCode(error, "EADDRINUSE")
          ? new Error(`Port ${port} is already in use. Choose another one.`, { cause: error })
          : error,
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

async function closeServer(server: Server, running: ReadonlySet<Promise<void>>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
  // What a cut request still has on disk is cleared away before the folder is given back.
  await Promise.all(running);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= work());
}
