/** What is accepted, in a few words. */
import type { ImagePolicy } from "@picket/upload-core/client";
import type { Words } from "../words/english.ts";
import { formatLimit } from "../words/format-size.ts";

type Accepted = Pick<ImagePolicy, "types" | "maxSizeBytes">;

/** @returns e.g. `JPEG, PNG, WebP or AVIF, up to 15 MB each` */
export function describePolicy({ types, maxSizeBytes }: Accepted, words: Words): string {
  const names = types.map((type) => typeNames[type]);
  return words.dropZone.accepted(names, formatLimit(maxSizeBytes, words.locale));
}

const typeNames: Record<ImagePolicy["types"][number], string> = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "image/webp": "WebP",
  "image/avif": "AVIF",
};
