/** The images of a product: their order, their words, what is deleted. They come in by `uploads.productImage`. */
import { z } from "zod";
import { listDeletedImages, restorableMs, restoreImage } from "../db/deleted-images.ts";
import { maxImagesPerProduct, type ImageListAnswer } from "../db/image-list.ts";
import { moveImage } from "../db/move-image.ts";
import type { Db } from "../db/open-database.ts";
import { deleteImage, describeImage, reorderImages } from "../db/product-images.ts";
import { granted } from "../shops/granted.ts";
import { router, signedInProcedure } from "../trpc.ts";
import { pageRequestSchema, writeCursor } from "./page-request.ts";
import { plainText } from "./plain-text.ts";
import { imageIdSchema, productIdSchema } from "./product-id.ts";
import { toProductImage, type ProductImage } from "./product-image.ts";

/**
 * What a change of a product's images answers. `conflict`: the list is not the one that was seen (somebody else has
 * changed it, or an answer got lost on its way), and nothing was done. `current` is what holds now, either way.
 */
export type ImagesAnswer =
  | { status: "changed"; current: ProductImages }
  | { status: "conflict"; current: ProductImages };

/** In their order; the first is the cover. */
export type ProductImages = { version: number; images: ProductImage[] };

export type DeletedImage = ProductImage & {
  /** ISO 8601; after it the image cannot be restored */
  restorableUntil: string;
};

/** `nextCursor` is null on the last page. */
export type DeletedImagePage = { images: DeletedImage[]; nextCursor: string | null };

const listSchema = z.strictObject({ productId: productIdSchema });
/** The version is that of the list which the person has before them. */
const changeSchema = listSchema.extend({ version: z.int32().min(0) });
const oneImageSchema = changeSchema.extend({ imageId: imageIdSchema });

// Return type left to inference: it is the router that the page's types come from.
export function createImagesRouter({ db, imageBaseUrl }: { db: Db; imageBaseUrl: string }) {
  return router({
    /** All images of the product in their new order. */
    reorder: signedInProcedure
      .input(changeSchema.extend({ imageIds: z.array(imageIdSchema).max(maxImagesPerProduct) }))
      .mutation(async ({ ctx, input }) =>
        answer(await reorderImages(db, { ...input, userId: ctx.user.id })),
      ),

    /** What the image shows, for those who do not see it; empty takes it away. */
    setAltText: signedInProcedure
      .input(oneImageSchema.extend({ altText: plainText(500) }))
      .mutation(async ({ ctx, input }) =>
        answer(await describeImage(db, { ...input, userId: ctx.user.id })),
      ),

    /** To the end of another product of the same shop; answers with the list that it left. */
    move: signedInProcedure
      .input(oneImageSchema.extend({ toProductId: productIdSchema }))
      .mutation(async ({ ctx, input }) =>
        answer(await moveImage(db, { ...input, userId: ctx.user.id })),
      ),

    delete: signedInProcedure
      .input(oneImageSchema)
      .mutation(async ({ ctx, input }) =>
        answer(await deleteImage(db, { ...input, userId: ctx.user.id })),
      ),

    /** Takes no version: undoing must not depend on what was done since. */
    restore: signedInProcedure
      .input(listSchema.extend({ imageId: imageIdSchema }))
      .mutation(async ({ ctx, input }) =>
        answer(await restoreImage(db, { ...input, userId: ctx.user.id })),
      ),

    /** What can be restored, the last deleted first. */
    listDeleted: signedInProcedure
      .input(listSchema.extend(pageRequestSchema.shape))
      .query(async ({ ctx, input: { cursor, ...query } }): Promise<DeletedImagePage> => {
        const page = granted(
          await listDeletedImages(db, { ...query, userId: ctx.user.id, after: cursor }),
        );
        return {
          images: page.images.map((row) => ({
            ...toProductImage(row, imageBaseUrl),
            restorableUntil: new Date(row.deletedAt.getTime() + restorableMs).toISOString(),
          })),
          nextCursor: page.next && writeCursor(page.next),
        };
      }),
  });

  function answer(given: ImageListAnswer): ImagesAnswer {
    const { status, current } = granted(given);
    const images = current.images.map((row) => toProductImage(row, imageBaseUrl));
    return { status, current: { version: current.version, images } };
  }
}
