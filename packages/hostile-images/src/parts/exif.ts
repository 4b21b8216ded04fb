/** EXIF with everything that should not be public. @see CIPA DC-008 (Exif 3.0), 4.6 */
import { markWord } from "../mark-word.ts";

type Entry = readonly [
  tag: number,
  type: "ascii" | "long" | "rational" | "undefined",
  data: Buffer,
];

const typeCodes = { ascii: 2, long: 4, rational: 5, undefined: 7 } as const;
const unitBytes = { ascii: 1, long: 4, rational: 8, undefined: 1 } as const;

/** A TIFF structure: camera, position, maker note, and a thumbnail with text in it. */
export function exifBlock(): Buffer {
  const ascii = (tag: number, text: string): Entry => [tag, "ascii", Buffer.from(`${text}\0`)];
  const names = [
    ascii(0x010e, markWord),
    ascii(0x010f, `Maker ${markWord}`),
    ascii(0x013b, `Artist ${markWord}`),
    ascii(0x8298, `Owner ${markWord}`),
  ];
  const maker: Entry = [0x927c, "undefined", Buffer.from(`Note\0${markWord} serial 12345`)];
  const north = [
    ascii(0x0001, "N"),
    rationals(0x0002, 52, 30, 15),
    ascii(0x0003, "E"),
    rationals(0x0004, 13, 24, 36),
    ascii(0x001d, markWord),
  ];
  const thumbnail = Buffer.from(`\xff\xd8\xff\xfe\0\x0e${markWord}\xff\xd9`, "latin1");

  // Twice, since the first directory has to say where the others begin.
  const place = (exifAt: number, gpsAt: number): [Buffer, Buffer, Buffer] => {
    const first = directory(8, [...names, long(0x8769, exifAt), long(0x8825, gpsAt)]);
    const exif = directory(8 + first.length, [maker]);
    return [first, exif, directory(8 + first.length + exif.length, north)];
  };
  const [first, exif, gps] = place(0, 0);
  const parts = place(8 + first.length, 8 + first.length + exif.length);
  const thumbnailAt = 8 + first.length + exif.length + gps.length;
  const second = directory(thumbnailAt, [long(0x0201, 0), long(0x0202, thumbnail.length)]);
  // The value of the second directory's first entry: where the thumbnail begins.
  second.writeUInt32LE(thumbnailAt + second.length, 10);
  linkTo(parts[0], names.length + 2, thumbnailAt);
  const head = Buffer.from("II*\0\x08\0\0\0", "latin1");
  return Buffer.concat([head, ...parts, second, thumbnail]);
}

function long(tag: number, value: number): Entry {
  const data = Buffer.alloc(4);
  data.writeUInt32LE(value);
  return [tag, "long", data];
}

function rationals(tag: number, ...values: number[]): Entry {
  const data = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) {
    data.writeUInt32LE(value, index * 8);
    data.writeUInt32LE(1, index * 8 + 4);
  }
  return [tag, "rational", data];
}

/** @param at where it will stand, since long values are told by their place */
function directory(at: number, entries: readonly Entry[]): Buffer {
  const table = Buffer.alloc(2 + entries.length * 12 + 4);
  table.writeUInt16LE(entries.length);
  const values: Buffer[] = [];
  let valueAt = at + table.length;
  for (const [index, [tag, type, data]] of entries.entries()) {
    const entry = 2 + index * 12;
    table.writeUInt16LE(tag, entry);
    table.writeUInt16LE(typeCodes[type], entry + 2);
    table.writeUInt32LE(data.length / unitBytes[type], entry + 4);
    if (data.length <= 4) {
      table.set(data, entry + 8);
    } else {
      table.writeUInt32LE(valueAt, entry + 8);
      values.push(data);
      valueAt += data.length;
    }
  }
  return Buffer.concat([table, ...values]);
}

function linkTo(table: Buffer, entryCount: number, nextAt: number): void {
  table.writeUInt32LE(nextAt, 2 + entryCount * 12);
}
