/** The same picture as cameras store it that were held in eight ways. */
import { rowsOf, type HostileImage, type Row } from "./hostile-image.ts";
import { encode, imageTypes, orientations, quarters } from "./pictures.ts";

export function listOrientations(): HostileImage[] {
  const rows = imageTypes.flatMap((type) =>
    orientations.map((orientation): Row => [
      `${orientation}-${type.slice(6)}`,
      type,
      "published",
      () => encode[type](quarters(orientation)).toBuffer(),
    ]),
  );
  return rowsOf("orientation", rows).map((row) => ({ ...row, isQuarters: true }));
}
