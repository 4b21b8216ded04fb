/** Turns a thumbhash into a tiny picture that fills the place of a photo until it is there. */
import { thumbHashToDataURL } from "thumbhash";

/** @param placeholder base64 @returns a data: URL, or null when it is no thumbhash */
export function placeholderUrl(placeholder: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(placeholder), (character) => character.charCodeAt(0));
    return bytes.length < 5 ? null : thumbHashToDataURL(bytes);
  } catch {
    return null;
  }
}
