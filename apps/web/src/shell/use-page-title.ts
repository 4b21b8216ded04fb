/** Names the browser's tab after the page. */
import { useEffect } from "react";

/** @param title null for a page that is mounted but not shown */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    if (title !== null) document.title = `${title} · Picket`;
  }, [title]);
}
