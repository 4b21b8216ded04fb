/** Has the browser ask before a page is closed that uploads still need. */
import { needsPage, type UploadItem } from "@picket/upload-core/client";
import { useEffect } from "react";

/**
 * The warning is there only while there is something to lose: with it, browsers do not keep a page for going back.
 * @param items of `useImageUpload`, or of several of them together
 */
export function useLeaveWarning(items: ReadonlyArray<UploadItem<unknown>>): void {
  const isNeeded = items.some(needsPage);
  useEffect(() => {
    if (!isNeeded) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isNeeded]);
}
