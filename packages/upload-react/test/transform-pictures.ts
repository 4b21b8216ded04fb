/** Pictures whose pixels, metadata and colours a test knows, and what became of them. */

export type Paint = (context: OffscreenCanvasRenderingContext2D) => void;
type Written = { type?: string; quality?: number; colorSpace?: PredefinedColorSpace };

export async function picture(
  width: number,
  height: number,
  paint: Paint,
  { type = "image/jpeg", quality = 0.95, colorSpace = "srgb" }: Written = {},
): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { colorSpace });
  if (!context) throw new Error("no canvas");
  paint(context);
  return new File([await canvas.convertToBlob({ type, quality })], "photo", { type });
}

/** Something to compress: dots of every colour, always the same. */
export const paintConfetti: Paint = (context) => {
  const { width, height } = context.canvas;
  for (let i = 0; i < 3000; i++) {
    context.fillStyle = `hsl(${(i * 67) % 360} 80% ${30 + ((i * 13) % 50)}%)`;
    context.fillRect((i * 7919) % width, (i * 104_729) % height, width / 40, height / 30);
  }
};

/** As a phone held upright writes it: lying pixels, and a note that they are to be turned, beside the place where it was taken. */
export async function withExif(jpeg: File, orientation: number): Promise<File> {
  const tiff = [
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    1,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
  ];
  const text = new TextEncoder().encode("Exif\0\0");
  const place = new TextEncoder().encode("47.3769N");
  const segment = [...text, ...tiff, 0, 0, 0, 0, ...place];
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  const app1 = new Uint8Array([0xff, 0xe1, 0, segment.length + 2, ...segment]);
  const whole = new Blob([bytes.subarray(0, 2), app1, bytes.subarray(2)]);
  // In one piece: Firefox tells an image by the first piece of a blob, and two bytes are too few for it.
  return new File([await whole.arrayBuffer()], jpeg.name, { type: jpeg.type });
}

/** @returns red, green, blue, alpha of pixels at places given as ratios of width and height */
export async function look(file: Blob, places: Array<[number, number]>): Promise<number[][]> {
  const bitmap = await createImageBitmap(file);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  if (!context) throw new Error("no canvas");
  context.drawImage(bitmap, 0, 0);
  return places.map(([x, y]) => [
    ...context.getImageData(Math.floor(x * bitmap.width), Math.floor(y * bitmap.height), 1, 1).data,
  ]);
}

export async function sha256(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
