// Header of an AVIF: the size of the primary item, and how it is turned.
import { readUint } from "./bytes.ts";
import type { Orientation } from "./exif-orientation.ts";
import { listBoxes, readBrands, type Box } from "./iso-boxes.ts";
import type { ImageFacts } from "./read-image-header.ts";

// Both by quarter turns counter-clockwise; the second then mirrored left to right.
const turned = [1, 8, 3, 6] as const;
const turnedAndMirrored = [2, 7, 4, 5] as const;

const maxItems = 4096;
const nothing = new Uint8Array(0);

/**
 * Follows meta → pitm → iprp (ipma, ipco) to the properties of the primary item; a grid carries the size of the whole.
 * The orientation comes from `irot` and `imir`, which decoders apply themselves; EXIF does not turn an AVIF.
 * @param bytes a file that begins with `ftyp`
 * @returns null when the boxes' sizes cannot be, or two sizes are given for the item. `width` and `height` are NaN when one of
 * these boxes is missing or doubled.
 * @see ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, 6.5 and 9.3
 */
export function readAvif(bytes: Uint8Array): ImageFacts | null {
  const boxes = listBoxes(bytes);
  const meta = listBoxes(bodyOf(boxes, "meta").subarray(4));
  const iprp = listBoxes(bodyOf(meta, "iprp"));
  const properties = listBoxes(bodyOf(iprp, "ipco"));
  if (!boxes || !meta || !iprp || !properties) return null;

  const pitm = bodyOf(meta, "pitm");
  const itemId = readUint(pitm, 4, pitm[0] === 0 ? 2 : 4);
  let width = NaN;
  let height = NaN;
  let turns = 0;
  let isMirrored = false;
  for (const index of iprp.flatMap((box) => readAssociations(box, itemId))) {
    const { type, body } = properties[index - 1] ?? { type: "", body: nothing };
    if (type === "ispe") {
      const size = { width: readUint(body, 4, 4), height: readUint(body, 8, 4) };
      if (width >= 0 && (size.width !== width || size.height !== height)) return null;
      ({ width, height } = size);
    } else if (type === "irot") {
      const angle = readUint(body, 0, 1) & 3;
      // Turning what is mirrored is mirroring what was turned the other way.
      turns += isMirrored ? -angle : angle;
    } else if (type === "imir") {
      // Axis 1 mirrors left to right; 0, top to bottom, is the same and half a turn.
      turns += (readUint(body, 0, 1) & 1) === 0 ? 2 : 0;
      isMirrored = !isMirrored;
    }
  }
  const isAnimated =
    readBrands(bytes).includes("avis") || boxes.some(({ type }) => type === "moov");
  const orientation = toOrientation(turns, isMirrored);
  return { width, height, isAnimated, scanCount: 1, orientation };
}

/** The body of the only box of a type; an empty one when there is none, or more than one, so that neither can be taken for the other. */
function bodyOf(boxes: Box[] | null, type: string): Uint8Array {
  const found = boxes?.filter((box) => box.type === type) ?? [];
  return (found.length === 1 && found[0]?.body) || nothing;
}

/** Which properties an `ipma` box gives to an item, counted from 1 in `ipco`; 0 is none. */
function readAssociations({ type, body }: Box, itemId: number): number[] {
  const itemCount = readUint(body, 4, 4);
  if (type !== "ipma" || !(itemCount <= maxItems)) return [];
  const idSize = body[0] === 0 ? 2 : 4;
  const indexSize = (readUint(body, 3, 1) & 1) + 1;
  // The highest bit says that the property is essential.
  const indexMask = indexSize === 2 ? 0x7fff : 0x7f;

  let at = 8;
  for (let item = 0; item < itemCount; item++) {
    const first = at + idSize + 1;
    const indexCount = readUint(body, first - 1, 1);
    if (readUint(body, at, idSize) === itemId) {
      return Array.from(
        { length: indexCount },
        (_, i) => readUint(body, first + i * indexSize, indexSize) & indexMask,
      );
    }
    at = first + indexCount * indexSize;
  }
  return [];
}

function toOrientation(turns: number, isMirrored: boolean): Orientation {
  const byTurn = isMirrored ? turnedAndMirrored : turned;
  return byTurn[turns & 3] ?? 1;
}
