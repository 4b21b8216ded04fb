/** Files that reach the page outside of the upload area: pasted anywhere, or dropped beside it. */
import { useEffect } from "react";

/** @param add null while another page is shown */
export function usePageFiles(add: ((files: Iterable<File>) => void) | null): void {
  useEffect(() => {
    if (!add) return;
    const takePaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (event.defaultPrevented || files.length === 0) return;
      event.preventDefault();
      add(files);
    };
    // Without this the browser leaves the page, and the list with it, to show the file.
    const keepPage = (event: DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    };
    window.addEventListener("paste", takePaste);
    window.addEventListener("dragover", keepPage);
    window.addEventListener("drop", keepPage);
    return () => {
      window.removeEventListener("paste", takePaste);
      window.removeEventListener("dragover", keepPage);
      window.removeEventListener("drop", keepPage);
    };
  }, [add]);
}
