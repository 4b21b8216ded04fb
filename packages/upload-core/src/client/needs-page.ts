/** What would be lost with the page. */
import { isSettled, type UploadItem } from "./state.ts";

/** Would closing the page stop this item? What has arrived is the server's to finish, and what has no file needs none. */
export function needsPage(item: UploadItem<unknown>): boolean {
  return item.file !== null && item.status !== "verifying" && !isSettled(item);
}
