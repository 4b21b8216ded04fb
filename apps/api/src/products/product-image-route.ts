/** The route of product photos: what it accepts, who may add one, and the row it becomes. */
import { createImagePolicy } from "@picket/upload-core";
import { createImageRoute, type ImageRoute, type UploadBackend } from "@picket/upload-server";
import { z } from "zod";
import type { Db } from "../db/open-database.ts";
import { addImage } from "../db/product-images.ts";
import { mayAddImage } from "../db/products.ts";
import { createShortMemory } from "../short-memory.ts";
import { requireRoom, requireWithinQuota, type ShopQuota } from "../limits/shop-quota.ts";
import { imageIdSchema, productIdSchema } from "./product-id.ts";
import { toProductImage, type ProductImage } from "./product-image.ts";

const inputSchema = z.strictObject({
  productId: productIdSchema,
  /** an image of the product, whose place and alt text the new one takes over */
  replaces: imageIdSchema.optional(),
});

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
  const allowed = createShortMemory<true>();
  return createImageRoute(backend, {
    name: "productImage",
    policy: createImagePolicy({
      maxSizeBytes: maxImageBytes,
      maxPixels: maxImagePixels,
      maxPixelsAvif: Math.min(maxImagePixels, createImagePolicy().maxPixelsAvif),
    }),
    input: inputSchema,
    authorize: async ({ owner, input, stage }) => {
      const place = placeOf(owner, input);
      const ask = async (): Promise<true | null> => {
        if (!(await mayAddImage(db, place))) return null;
        await requireRoom(db, input.productId, quota);
        return true;
      };
      // Somebody who adds hundreds of photos asks for a ticket each, and for nothing else that could change.
      const isAllowed =
        stage === "ticket" ? await allowed.get(JSON.stringify(place), ask) : await ask();
      return isAllowed ?? false;
    },
    onPublished: async ({ owner, input, image, tx }) => {
      const row = await addImage(tx, placeOf(owner, input), image);
      await requireWithinQuota(tx, input.productId, quota);
      // There is less room now.
      allowed.forget(JSON.stringify(placeOf(owner, input)));
      return toProductImage(row, imageBaseUrl);
    },
  });
}

function placeOf(userId: string, { productId, replaces }: z.infer<typeof inputSchema>) {
  return { userId, productId, replaces: replaces ?? null };
}
