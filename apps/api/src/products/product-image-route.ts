/** The route of product photos: what it accepts, who may add one, and the row it becomes. */
import { createImagePolicy } from "@picket/upload-core";
import { createImageRoute, type ImageRoute, type UploadBackend } from "@picket/upload-server";
import { z } from "zod";
import type { Db } from "../db/open-database.ts";
import { appendProductImage, isOwnProduct } from "../db/products.ts";
import { requireRoom, requireWithinQuota, type ShopQuota } from "../limits/shop-quota.ts";
import { productIdSchema } from "./product-id.ts";
import { toProductImage, type ProductImage } from "./product-image.ts";

const inputSchema = z.strictObject({ productId: productIdSchema });

export type ProductImageRoute = ImageRoute<z.infer<typeof inputSchema>, ProductImage>;

/** @param options.imageBaseUrl public URL of the bucket, without a slash at its end */
export function createProductImageRoute(
  backend: UploadBackend<Db>,
  options: {
    db: Db;
    imageBaseUrl: string;
    maxImageBytes: number;
    maxImagePixels: number;
    quota: ShopQuota;
  },
): ProductImageRoute {
  const { db, imageBaseUrl, maxImageBytes, maxImagePixels, quota } = options;
  return createImageRoute(backend, {
    name: "productImage",
    policy: createImagePolicy({
      maxSizeBytes: maxImageBytes,
      maxPixels: maxImagePixels,
      maxPixelsAvif: Math.min(maxImagePixels, createImagePolicy().maxPixelsAvif),
    }),
    input: inputSchema,
    authorize: async ({ owner, input }) => {
      if (!(await isOwnProduct(db, owner, input.productId))) return false;
      await requireRoom(db, input.productId, quota);
      return true;
    },
    onPublished: async ({ input, image, tx }) => {
      const row = await appendProductImage(tx, input.productId, image);
      await requireWithinQuota(tx, input.productId, quota);
      return toProductImage(row, imageBaseUrl);
    },
  });
}
