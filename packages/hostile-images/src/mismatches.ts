/** Good pictures of the four types, each under the name of another. */
import { rowsOf, type HostileImage, type Row } from "./hostile-image.ts";
import { imageTypes, photo } from "./pictures.ts";

export function listMismatches(): HostileImage[] {
  const pairs = imageTypes.flatMap((actual) =>
    imageTypes.filter((said) => said !== actual).map((said) => [actual, said] as const),
  );
  return rowsOf(
    "mismatch",
    pairs.map(([actual, said]): Row => [
      `${actual.slice(6)}-as-${said.slice(6)}`,
      said,
      "OBJECT_MISMATCH",
      () => photo(actual),
    ]),
  );
}
