/** The blurred picture that a thumbhash stands for, on those pages only that have to wait for a photo. */
import { useEffect, useState } from "react";

/**
 * @param placeholder base64 of a thumbhash, as long as it is wanted
 * @returns a data: URL; null on the first render, and for what is no thumbhash
 */
export function usePlaceholderUrl(placeholder: string | null | undefined): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!placeholder) return;
    let isWanted = true;
    const show = async () => {
      const { placeholderUrl } = await import("./placeholder-url.ts");
      // A gallery has a hundred of them: each in a task of its own, and not of those that have arrived meanwhile.
      setTimeout(() => {
        if (isWanted) setUrl(placeholderUrl(placeholder));
      });
    };
    // Without the decoder there is the colour.
    show().catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [placeholder]);
  return url;
}
