/** What a browser is to do with an object and how it is to name the file: never a name that somebody uploaded. */
import { originalsPrefix } from "./keys.ts";

/**
 * @param object.key of an image's variant or original
 * @returns for `Content-Disposition`: `inline; filename="<imageId>-<width>.<ext>"`; an original is a download
 */
export function dispositionOf({ key, type }: { key: string; type: string }): string {
  const [, ...parts] = key.split("/");
  const extension = key.includes(".") ? "" : `.${type.replace("image/", "")}`;
  const kind = key.startsWith(originalsPrefix) ? "attachment" : "inline";
  return `${kind}; filename="${parts.join("-")}${extension}"`;
}
