/** What is accepted, in a few words. */
import type { ImagePolicy } from "@picket/upload-core/client";
import { formatLimit } from "../words/format-size.ts";

type Accepted = Pick<ImagePolicy, "types" | "maxSizeBytes">;

/** @returns e.g. `JPEG, PNG, WebP or AVIF, up to 15 MB each` */
export function describePolicy({ types, maxSizeBytes }: Accepted): string {
  const names = types.map((type) => typeNames[type]);
  const list =
    names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
  return `${list}, up to ${formatLimit(maxSizeBytes, "en-GB")} each`;
}

const typeNames: Record<ImagePolicy["types"][number], string> = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "image/webp": "WebP",
  "image/avif": "AVIF",
};
