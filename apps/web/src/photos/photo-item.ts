/** An item of the list, its `data` being what the route's own `onPublished` returned. */
import type { UploadItem } from "@picket/upload-core/client";
import type { ProductImage } from "../trpc.ts";

export type PhotoItem = UploadItem<ProductImage>;
