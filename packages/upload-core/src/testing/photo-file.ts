/** Photos for tests: real ones, so that they pass every check, and small. */

export type PhotoFileOptions = {
  /** 40 when left out */
  width?: number;
  /** 30 when left out */
  height?: number;
  /** filled up with zeros behind the picture's end, where every decoder stops reading */
  sizeBytes?: number;
};

/**
 * A plain grey JPEG, whatever the name's ending says. Another name makes another content, the same name the same.
 * @see ITU-T T.81, annex B
 */
export function photoFile(name: string, options: PhotoFileOptions = {}): File {
  const { width = 40, height = 30, sizeBytes = 0 } = options;
  const picture = greyJpeg(width, height, new TextEncoder().encode(name));
  const rest = new Uint8Array(Math.max(0, sizeBytes - picture.length));
  return new File([picture, rest], name, { type: "image/jpeg" });
}

function greyJpeg(width: number, height: number, comment: Uint8Array): Uint8Array<ArrayBuffer> {
  const blockCount = Math.ceil(width / 8) * Math.ceil(height / 8);
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xfe, comment),
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]),
    // One component of eight bits.
    ...segment(0xc0, [8, height >> 8, height, width >> 8, width, 1, 1, 0x11, 0]),
    ...segment(0xc4, huffmanTable(0x00)),
    ...segment(0xc4, huffmanTable(0x10)),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    // Two bits for each block, both 0: as bright as the one before, and without detail.
    ...Array.from({ length: Math.ceil(blockCount / 4) }, () => 0),
    0xff,
    0xd9,
  ]);
}

function segment(marker: number, content: ArrayLike<number>): number[] {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length, ...Array.from(content)];
}

/** The only code is one bit long, 0, and means 0. */
function huffmanTable(id: number): number[] {
  return [id, 1, ...Array.from({ length: 15 }, () => 0), 0];
}
