import { describe, expect, test } from "vitest";
import { decodeAwsChunked } from "./aws-chunked.ts";
import { signingKey } from "./sigv4.ts";

// The example that AWS publishes: 65 KiB of "a" in two chunks.
const scope = { date: "20130524", region: "us-east-1", service: "s3" };
const signing = {
  key: signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope),
  amzDate: "20130524T000000Z",
  scope,
  seedSignature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
};
const body = Buffer.from(
  `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${"a".repeat(65_536)}\r\n` +
    `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${"a".repeat(1024)}\r\n` +
    `0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n`,
);

async function decode(pieceBytes: number): Promise<Buffer> {
  async function* source(): AsyncGenerator<Buffer> {
    for (let at = 0; at < body.length; at += pieceBytes) yield body.subarray(at, at + pieceBytes);
  }
  const sizeBytes = 65_536 + 1024;
  const trailers = new Map<string, string>();
  const encoding = { signing, hasTrailer: false, trailerNames: [], sizeBytes, trailers };
  const pieces: Buffer[] = [];
  for await (const piece of decodeAwsChunked(source(), encoding)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe("the published example of chunked signing", () => {
  test.each([1_000_000, 65_536, 1000, 7])(
    "decodes when it arrives %i bytes at a time",
    async (size) => {
      expect((await decode(size)).equals(Buffer.alloc(66_560, "a"))).toBe(true);
    },
  );
});
