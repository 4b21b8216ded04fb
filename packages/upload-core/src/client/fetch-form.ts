/** The transport where there is no XMLHttpRequest: a multipart POST through `fetch`, in Node and its like. */
import { uploadError } from "../upload-error.ts";
import type { Transport } from "./post-form.ts";
import type { StorageAnswer } from "./read-storage-answer.ts";
import { readRetryAfter } from "./retry.ts";
import { answerMs, stallMs, watchOver, type WatchedStep } from "./watch-over.ts";

/**
 * As `postForm`, for runtimes that send the `Content-Length` they are given along with a stream (Node does, browsers
 * do not): S3 takes no form without one. A redirect is not followed but handed back like any other answer.
 */
export const fetchForm: Transport = ({ url, fields, file, onProgress, ...sender }) => {
  const send: WatchedStep<StorageAnswer> = async (signal, expectWithin) => {
    const form = encodeForm(fields, file);
    const onTaken = (takenBytes: number): void => {
      expectWithin(takenBytes < form.body.size ? stallMs : answerMs(file.size));
      onProgress(Math.min(Math.max(takenBytes - form.headBytes, 0), file.size));
    };
    const init: RequestInit & { duplex: "half" } = {
      method: "POST",
      headers: { "Content-Type": form.type, "Content-Length": String(form.body.size) },
      body: streamOf(form.body, signal, onTaken),
      // What fetch asks for with a stream; the DOM's types do not know it yet.
      duplex: "half",
      redirect: "manual",
      signal,
    };
    expectWithin(stallMs);
    return readAnswer(await fetch(url, init));
  };
  return watchOver(sender, send, (cause) => uploadError("NETWORK", { cause }));
};

async function readAnswer(response: Response): Promise<StorageAnswer> {
  const { status, headers } = response;
  // How a browser hides a redirect that it was told not to follow.
  if (status === 0) throw new Error("redirected");
  const retryAfterMs = readRetryAfter(headers.get("Retry-After"));
  return { status, body: await response.text(), retryAfterMs };
}

/**
 * Its parts stay where they are, on disk too, and yet the whole has a known size.
 * @see RFC 7578, "multipart/form-data"
 */
function encodeForm(
  fields: Record<string, string>,
  file: Blob,
): { body: Blob; headBytes: number; type: string } {
  const boundary = `----picket-${crypto.randomUUID()}`;
  const part = (name: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"`;
  const texts = Object.entries(fields).map(([name, value]) => `${part(name)}\r\n\r\n${value}\r\n`);
  // S3 ignores what comes after the file. Its own name is nobody's business there.
  const fileHead = `${part("file")}; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const head = new Blob([...texts, fileHead]);
  const body = new Blob([head, file, `\r\n--${boundary}--\r\n`]);
  return { body, headBytes: head.size, type: `multipart/form-data; boundary=${boundary}` };
}

/** As browsers write a name, so that none can end its own quotes. */
function escapeName(name: string): string {
  return name.replaceAll("\n", "%0A").replaceAll("\r", "%0D").replaceAll('"', "%22");
}

/** Small enough for a progress that moves, large enough to be read quickly. */
const pieceBytes = 64 * 1024;

/**
 * Not `body.stream()`, which gives what lies in memory as one piece.
 * @param onTaken told of all bytes before the piece that is asked for now: those went on to the system
 */
function streamOf(
  body: Blob,
  signal: AbortSignal,
  onTaken: (takenBytes: number) => void,
): ReadableStream<Uint8Array> {
  let takenBytes = 0;
  return new ReadableStream(
    {
      pull: async (controller) => {
        // Node reads what is left of a body whose request has ended.
        if (signal.aborted) return controller.error(signal.reason);
        onTaken(takenBytes);
        const piece = body.slice(takenBytes, takenBytes + pieceBytes);
        if (piece.size === 0) return controller.close();
        takenBytes += piece.size;
        controller.enqueue(new Uint8Array(await piece.arrayBuffer()));
      },
    },
    // Nothing is read ahead, so what is asked for is wanted.
    { highWaterMark: 0 },
  );
}
