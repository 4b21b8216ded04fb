/** A multipart form up to its file: the fields in memory, the file as a stream. */
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { invalidArgument, S3Error } from "./s3-error.ts";

export type UploadForm = {
  /** by lower-case name: S3 does not tell `Key` from `key` */
  fields: ReadonlyMap<string, string>;
  /** as the browser named it, without folders; "" when it did not */
  fileName: string;
  /** its bytes as they arrive; ends with the same refusals as the form */
  file: AsyncIterable<Buffer>;
  /** settles when the form has arrived to its last boundary, or rejects */
  completed: Promise<void>;
};

const maxFieldBytes = 20_480;
// Boundaries and part headers are not counted as fields, yet must not be endless either.
const maxPreludeBytes = 4 * maxFieldBytes;

/**
 * Reads the fields before the file. What comes after the file is ignored, but a second file.
 * @throws MalformedPOSTRequest, IncompleteBody, MaxPostPreDataLengthExceededError, InvalidArgument (doubled field, no file)
 */
export function readForm(incoming: IncomingMessage): Promise<UploadForm> {
  return new Promise((resolve, reject) => {
    const form = openForm(incoming);
    const fields = new Map<string, string>();
    let complete = () => {};
    let cutShort = (_error: Error) => {};
    const completed = new Promise<void>((onComplete, onCut) => {
      complete = onComplete;
      cutShort = onCut;
    });
    // Whoever waits for the form hears of it; before the file, `reject` tells.
    completed.catch(() => undefined);
    let file: Readable | undefined;
    let sizeBytes = 0;
    let preludeBytes = 0;

    function fail(error: Error): void {
      incoming.unpipe(form);
      incoming.off("data", countPrelude);
      reject(error);
      cutShort(error);
      file?.destroy(error);
    }
    function countPrelude(chunk: Buffer): void {
      if (file !== undefined) return;
      preludeBytes += chunk.length;
      if (preludeBytes > maxPreludeBytes + incoming.readableHighWaterMark) fail(tooLarge());
    }

    form.on("field", (name: string | undefined, value, _nameTruncated, isTruncated) => {
      if (file !== undefined) return;
      sizeBytes += Buffer.byteLength(name ?? "") + Buffer.byteLength(value);
      if (isTruncated || sizeBytes > maxFieldBytes) return fail(tooLarge());
      if (name === undefined) return fail(new S3Error("MalformedPOSTRequest"));
      const lower = name.toLowerCase();
      if (fields.has(lower)) {
        return fail(invalidArgument("A form field was specified more than once.", name, value));
      }
      fields.set(lower, value);
    });
    form.on("file", (_name, stream, fileName: string | undefined) => {
      if (file !== undefined) {
        stream.on("error", () => undefined).resume();
        return fail(oneFile());
      }
      file = stream;
      stream.on("error", (error) => fail(toMalformed(error)));
      resolve({ fields, fileName: fileName ?? "", file: bytesOf(stream), completed });
    });
    form.on("finish", () => {
      if (file === undefined) fail(oneFile());
      else complete();
    });
    form.on("error", (error) => fail(toMalformed(error)));
    incoming.on("data", countPrelude);
    incoming.on("close", () => {
      // `complete` would not do: it is true once Node has the last byte, even if the form never gets it.
      if (!incoming.readableEnded) fail(new S3Error("IncompleteBody"));
    });
    incoming.pipe(form);
  });
}

function openForm(incoming: IncomingMessage): BusboyInstance {
  const contentType = incoming.headers["content-type"] ?? "";
  // The parser would take an empty boundary for one.
  if (!/;\s*boundary="?[^"\s;]/i.test(contentType)) throw new S3Error("MalformedPOSTRequest");
  try {
    return new Busboy({
      headers: { ...incoming.headers, "content-type": contentType },
      // The file is the part of that name, whether or not it brings a file name.
      isPartAFile: (name) => name?.toLowerCase() === "file",
      limits: { fieldSize: maxFieldBytes, headerPairs: 32, headerSize: 4096 },
    });
  } catch {
    throw new S3Error("MalformedPOSTRequest");
  }
}

/** A form that ends inside its file is told to whoever reads the file in the parser's words, not in S3's. */
async function* bytesOf(file: Readable): AsyncGenerator<Buffer> {
  try {
    yield* file.iterator({ destroyOnReturn: false });
  } catch (error) {
    throw toMalformed(error);
  }
}

function toMalformed(error: unknown): Error {
  return error instanceof S3Error ? error : new S3Error("MalformedPOSTRequest");
}

function tooLarge(): S3Error {
  return new S3Error("MaxPostPreDataLengthExceededError");
}

function oneFile(): S3Error {
  return invalidArgument("POST requires exactly one file upload per request.", "file", "0");
}
