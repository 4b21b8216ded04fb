/** An item of the list, its `data` being what the route's own `onPublished` returned. */
import type { UploadItem } from "@picket/upload-core/client";
import type { ProductImage } from "../trpc.ts";

export type PhotoItem = UploadItem<ProductImage>;

/** Its name outlived a reload of the page, its bytes did not: the person must choose the file again. */
export function isFileLost(item: UploadItem<unknown>): boolean {
  return item.status === "rejected" && item.refusal.code === "FILE_LOST";
}
