/** Zeros as zlib packs them, without having to be there: a piece that is packed once is repeated. @see RFC 1950, RFC 1951 */
import { constants, deflateRawSync } from "node:zlib";

const pieceBytes = 1024 * 1024;
const adlerModulus = 65_521;

/** @param sizeBytes once it is unpacked, e.g. hundreds of megabytes */
export function packedZeros(sizeBytes: number): Buffer {
  // Flushed, a piece ends on a whole byte and knows nothing of those before it.
  const piece = deflateRawSync(Buffer.alloc(pieceBytes), {
    level: 9,
    finishFlush: constants.Z_FULL_FLUSH,
  });
  const pieces = Buffer.alloc(piece.length * Math.floor(sizeBytes / pieceBytes), piece);
  const last = deflateRawSync(Buffer.alloc(sizeBytes % pieceBytes), { level: 9 });
  const head = Buffer.from([0x78, 0xda]);
  return Buffer.concat([head, pieces, last, adlerOfZeros(sizeBytes)]);
}

/** Of zeros the first of its two sums stays 1, so the second counts them. */
function adlerOfZeros(count: number): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt16BE(count % adlerModulus);
  sum.writeUInt16BE(1, 2);
  return sum;
}
