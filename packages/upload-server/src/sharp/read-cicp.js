// @ts-check
/**
 * Colours told by numbers instead of a profile (CICP): which primaries and which curve the stored values mean.
 * @see ITU-T H.273, 8.1 and 8.2
 */

/** @typedef {{ primaries: number, transfer: number }} Cicp */

/**
 * Reads no pixels and believes no length. The sizes that matter were checked before the file came here.
 * @param {Buffer} file @param {import("@picket/upload-core").ImageType} type
 * @returns {Cicp | null} null when the file tells nothing, or tells it by a profile that goes first
 */
export function readCicp(file, type) {
  if (type === "image/png") return readPngCicp(file);
  return type === "image/avif" ? readAvifCicp(file) : null;
}

/**
 * In a PNG the numbers go before any profile.
 * @param {Buffer} file @see W3C PNG (Third Edition), 11.3.2.6
 */
function readPngCicp(file) {
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    const kind = file.toString("latin1", at + 4, at + 8);
    if (kind === "IDAT") return null;
    if (kind === "cICP" && length === 4 && at + 12 <= file.length)
      return { primaries: file.readUInt8(at + 8), transfer: file.readUInt8(at + 9) };
    at += 12 + length;
  }
  return null;
}

/**
 * In an AVIF a profile goes before the numbers, which then only say how YUV became RGB.
 * @param {Buffer} file @see ISO/IEC 14496-12, 12.1.5; ISO/IEC 23008-12, 9.3
 */
function readAvifCicp(file) {
  const meta = find(listBoxes(file), "meta").subarray(4);
  const parts = listBoxes(meta);
  const iprp = listBoxes(find(parts, "iprp"));
  const properties = listBoxes(find(iprp, "ipco"));
  const pitm = find(parts, "pitm");
  const itemId = pitm.length < 6 ? -1 : readId(pitm, 4, pitm[0] === 0 ? 2 : 4);
  /** @type {Cicp | null} */
  let cicp = null;
  for (const index of listAssociations(find(iprp, "ipma"), itemId)) {
    const { type, body } = properties[index - 1] ?? { type: "", body: nothing };
    if (type !== "colr") continue;
    if (body.toString("latin1", 0, 4) !== "nclx") return null;
    if (body.length >= 10)
      cicp ??= { primaries: body.readUInt16BE(4), transfer: body.readUInt16BE(6) };
  }
  return cicp;
}

/** @typedef {{ type: string, body: Buffer }} Box */

const nothing = Buffer.alloc(0);

/** @param {Buffer} bytes @returns {Box[]} side by side, up to the first that cannot be */
function listBoxes(bytes) {
  /** @type {Box[]} */
  const boxes = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const short = bytes.readUInt32BE(at);
    const header = short === 1 ? 16 : 8;
    if (at + header > bytes.length) break;
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short || bytes.length - at;
    if (size < header) break;
    const type = bytes.toString("latin1", at + 4, at + 8);
    boxes.push({ type, body: bytes.subarray(at + header, at + size) });
    at += size;
  }
  return boxes;
}

/** @param {Box[]} boxes @param {string} type */
function find(boxes, type) {
  return boxes.find((box) => box.type === type)?.body ?? nothing;
}

/**
 * @param {Buffer} ipma @param {number} itemId
 * @returns {number[]} the item's properties, counted from 1
 */
function listAssociations(ipma, itemId) {
  if (ipma.length < 8) return [];
  const idSize = ipma[0] === 0 ? 2 : 4;
  const isWide = (ipma.readUInt8(3) & 1) === 1;
  const indexSize = isWide ? 2 : 1;
  for (let at = 8; at + idSize < ipma.length;) {
    const count = ipma.readUInt8(at + idSize);
    const first = at + idSize + 1;
    const end = first + count * indexSize;
    if (end > ipma.length) break;
    if (readId(ipma, at, idSize) === itemId) {
      return Array.from({ length: count }, (_, i) =>
        // The highest bit says that the property is essential.
        isWide ? ipma.readUInt16BE(first + i * 2) & 0x7fff : ipma.readUInt8(first + i) & 0x7f,
      );
    }
    at = end;
  }
  return [];
}

/** @param {Buffer} bytes @param {number} at @param {number} size 2 or 4 */
function readId(bytes, at, size) {
  return at + size > bytes.length ? -1 : bytes.readUIntBE(at, size);
}
