/** The route of product photos: what it accepts, who may add one, and the row it becomes. */
import { createImagePolicy } from "@picket/upload-core";
import { createImageRoute, type ImageRoute, type UploadBackend } from "@picket/upload-server";
import { z } from "zod";
import type { Db } from "../db/open-database.ts";
import { appendProductImage, isOwnProduct } from "../db/products.ts";
import { productIdSchema } from "./product-id.ts";
import { toProductImage, type ProductImage } from "./product-image.ts";

const inputSchema = z.strictObject({ productId: productIdSchema });

export type ProductImageRoute = ImageRoute<z.infer<typeof inputSchema>, ProductImage>;

/** @param options.imageBaseUrl public URL of the bucket, without a slash at its end */
export function createProductImageRoute(
  backend: UploadBackend<Db>,
  options: { db: Db; imageBaseUrl: string; maxImageBytes: number; maxImagePixels: number },
): ProductImageRoute {
  const { db, imageBaseUrl, maxImageBytes, maxImagePixels } = options;
  return createImageRoute(backend, {
    name: "productImage",
    policy: createImagePolicy({
      maxSizeBytes: maxImageBytes,
      maxPixels: maxImagePixels,
      maxPixelsAvif: Math.min(maxImagePixels, createImagePolicy().maxPixelsAvif),
    }),
    input: inputSchema,
    authorize: ({ owner, input }) => isOwnProduct(db, owner, input.productId),
    onPublished: async ({ input, image, tx }) =>
      toProductImage(await appendProductImage(tx, input.productId, image), imageBaseUrl),
  });
}
