/** A file's own pixels on the page, before anything was uploaded. */
import { useMemo, useSyncExternalStore } from "react";

/** @returns an object URL, revoked when the file changes or the component goes; undefined on the first render */
export function usePreviewUrl(file: Blob | null | undefined): string | undefined {
  const preview = useMemo(() => createPreview(file ?? null), [file]);
  return useSyncExternalStore(preview.subscribe, preview.getUrl, noUrl);
}

/** The URL exists as long as somebody is subscribed; React looks at it again after subscribing. */
function createPreview(file: Blob | null) {
  let url: string | undefined;
  return {
    getUrl: () => url,
    subscribe: () => {
      const own = (url = file ? URL.createObjectURL(file) : undefined);
      return () => {
        url = undefined;
        if (own !== undefined) URL.revokeObjectURL(own);
      };
    },
  };
}

const noUrl = () => undefined;
