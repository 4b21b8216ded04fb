/** Reads HTTP/1.1 messages from a stream of bytes, as far as a proxy must: heads, and where a body ends. */

export type HttpHead = {
  /** `POST /path HTTP/1.1` or `HTTP/1.1 204 No Content` */
  startLine: string;
  /** by name in lower case */
  headers: ReadonlyMap<string, string>;
  /** as they came, with the empty line */
  bytes: Buffer;
};

/** Bytes of a body are passed on as they came, with the frames of a chunked one. */
export type HttpPiece =
  | { type: "head"; head: HttpHead }
  | { type: "body"; bytes: Buffer }
  | { type: "end" };

/** Told apart from the head: `bytes` after it, `chunked`, or all that comes until the connection ends. */
export type Framing = { bytes: number } | "chunked" | "until-close";

/**
 * @param readFraming asked once for each message
 * @returns takes the next bytes of the stream, gives the pieces that are complete with them
 * @see RFC 9112, sections 6 and 7
 */
export function createHttpReader(
  readFraming: (head: HttpHead) => Framing,
): (chunk: Buffer) => Generator<HttpPiece> {
  let rest: Buffer = Buffer.alloc(0);
  let takeBody: TakeBody | null = null;
  return function* read(chunk) {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      if (!takeBody) {
        const end = rest.indexOf("\r\n\r\n");
        if (end < 0) return;
        const head = parseHead(rest.subarray(0, end + 4));
        rest = rest.subarray(end + 4);
        takeBody = createTakeBody(readFraming(head));
        yield { type: "head", head };
      }
      const { taken, isDone } = takeBody(rest);
      if (taken > 0) yield { type: "body", bytes: rest.subarray(0, taken) };
      rest = rest.subarray(taken);
      if (!isDone) return;
      takeBody = null;
      yield { type: "end" };
    }
  };
}

/** How a request's body ends, and an answer's where neither its status nor its request forbid one. */
export function framingOf({ headers }: HttpHead, otherwise: Framing): Framing {
  if (headers.get("transfer-encoding")?.toLowerCase().includes("chunked")) return "chunked";
  const length = headers.get("content-length");
  return length === undefined ? otherwise : { bytes: Number(length) };
}

function parseHead(bytes: Buffer): HttpHead {
  const [startLine = "", ...lines] = bytes.toString("latin1").trimEnd().split("\r\n");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { startLine, headers, bytes };
}

/** @returns how many of these bytes belong to the body, and whether it ends with them */
type TakeBody = (bytes: Buffer) => { taken: number; isDone: boolean };

function createTakeBody(framing: Framing): TakeBody {
  if (framing === "until-close") return ({ length }) => ({ taken: length, isDone: false });
  if (framing === "chunked") return createTakeChunks();
  let left = framing.bytes;
  return ({ length }) => {
    const taken = Math.min(left, length);
    left -= taken;
    return { taken, isDone: left === 0 };
  };
}

function createTakeChunks(): TakeBody {
  /** of the chunk that has begun, with the line break after it */
  let left = 0;
  let isTrailer = false;
  return (bytes) => {
    let taken = 0;
    for (;;) {
      const step = Math.min(left, bytes.length - taken);
      left -= step;
      taken += step;
      const lineEnd = left > 0 ? -1 : bytes.indexOf("\r\n", taken);
      if (lineEnd < 0) return { taken, isDone: false };
      const line = bytes.toString("latin1", taken, lineEnd);
      taken = lineEnd + 2;
      if (isTrailer && line === "") return { taken, isDone: true };
      const sizeBytes = isTrailer ? 0 : Number.parseInt(line, 16);
      if (sizeBytes > 0) left = sizeBytes + 2;
      else isTrailer = true;
    }
  };
}
