/** Boxes of an AVIF as sharp writes it: one picture, 32-bit offsets. @see ISO/IEC 14496-12, 4.2 and 8.11 */
import { bytesOf } from "./bytes.ts";

/** @param kind four letters, e.g. `free` */
export function box(kind: string, data: Buffer | string): Buffer {
  const body = bytesOf(data);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(kind, 4, "latin1");
  return Buffer.concat([head, body]);
}

/** Where a box begins. The picture's own bytes stand behind all boxes that are looked for. */
export function findBox(avif: Buffer, kind: string): number {
  const at = avif.indexOf(kind, "latin1");
  if (at === -1) throw new Error(`no box ${kind}`);
  return at - 4;
}

/** Gives the picture one more property, e.g. its colours. */
export function addAvifProperty(avif: Buffer, property: Buffer): Buffer {
  const ipco = findBox(avif, "ipco");
  const ipma = findBox(avif, "ipma");
  const ipcoEnd = ipco + avif.readUInt32BE(ipco);
  // Version and flags, count of items, id of the first, and then how many properties it has.
  const countAt = ipma + 18;
  const count = avif.readUInt8(countAt);
  const associationsEnd = countAt + 1 + count;
  const head = Buffer.from(avif);
  const grow = (kind: string, by: number): void => {
    const at = findBox(avif, kind);
    head.writeUInt32BE(head.readUInt32BE(at) + by, at);
  };
  grow("ipco", property.length);
  grow("ipma", 1);
  grow("iprp", property.length + 1);
  grow("meta", property.length + 1);
  moveItems(head, property.length + 1);
  head.writeUInt8(count + 1, countAt);
  return Buffer.concat([
    head.subarray(0, ipcoEnd),
    property,
    head.subarray(ipcoEnd, associationsEnd),
    Buffer.from([countProperties(avif) + 1]),
    head.subarray(associationsEnd),
  ]);
}

function countProperties(avif: Buffer): number {
  const ipco = findBox(avif, "ipco");
  const end = ipco + avif.readUInt32BE(ipco);
  let count = 0;
  for (let at = ipco + 8; at < end; at += avif.readUInt32BE(at)) count += 1;
  return count;
}

/** Each item: id, reference, base, one extent's offset and length. */
function moveItems(avif: Buffer, by: number): void {
  const iloc = findBox(avif, "iloc");
  const count = avif.readUInt16BE(iloc + 14);
  for (let item = 0; item < count; item += 1) {
    const offsetAt = iloc + 16 + item * 18 + 10;
    avif.writeUInt32BE(avif.readUInt32BE(offsetAt) + by, offsetAt);
  }
}
