/** A shop's products. */
import { asTrpcErrors } from "@picket/upload-server/trpc";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { listProducts } from "../db/list-products.ts";
import type { Db } from "../db/open-database.ts";
import {
  archiveProduct,
  createProduct,
  findProduct,
  renameProduct,
  unarchiveProduct,
} from "../db/products.ts";
import { granted } from "../shops/granted.ts";
import { shopIdSchema } from "../shops/shop-id.ts";
import { router, signedInProcedure } from "../trpc.ts";
import { pageRequestSchema, writeCursor } from "./page-request.ts";
import { plainText, plainTitle } from "./plain-text.ts";
import { productIdSchema } from "./product-id.ts";
import { toProductImage, type ProductImage } from "./product-image.ts";

/** `conflict`: somebody else has given it another title, and nothing was done. `current` is what holds now, either way. */
export type RenameAnswer = { status: "changed" | "conflict"; current: Product };

export type ProductSummary = {
  id: string;
  shopId: string;
  title: string;
  imageCount: number;
  cover: ProductImage | null;
};

/** `nextCursor` is null on the last page. */
export type ProductPage = { products: ProductSummary[]; nextCursor: string | null };

export type Product = {
  id: string;
  shopId: string;
  title: string;
  isArchived: boolean;
  /** of the list of images: whoever changes it says which one they have seen */
  version: number;
  /** in their order; the first is the cover */
  images: ProductImage[];
};

const titleSchema = plainTitle(120);
const oneProductSchema = z.strictObject({ productId: productIdSchema });

const listSchema = pageRequestSchema.extend({
  /** all shops of the person when left out */
  shopId: shopIdSchema.optional(),
  /** part of the title; case and accents do not matter */
  search: plainText(120).optional(),
  archived: z.boolean().default(false),
});

// Return type left to inference: it is the router that the page's types come from.
export function createProductsRouter({ db, imageBaseUrl }: { db: Db; imageBaseUrl: string }) {
  return router({
    /** The newest first. */
    list: signedInProcedure
      .input(listSchema.prefault({}))
      .query(async ({ ctx, input: { cursor, ...query } }): Promise<ProductPage> => {
        const page = granted(
          await listProducts(db, { ...query, userId: ctx.user.id, after: cursor }),
        );
        return {
          products: page.products.map(({ cover, ...product }) => ({
            ...product,
            cover: cover && toProductImage(cover, imageBaseUrl),
          })),
          nextCursor: page.next && writeCursor(page.next),
        };
      }),

    get: signedInProcedure
      .input(oneProductSchema)
      .query(({ ctx, input }): Promise<Product> => getProduct(ctx.user.id, input.productId)),

    create: signedInProcedure
      .input(z.strictObject({ title: titleSchema, shopId: shopIdSchema.optional() }))
      .mutation(async ({ ctx, input }): Promise<Product> => {
        const caller = { person: ctx.user.id, address: ctx.address };
        await asTrpcErrors(() => ctx.limits.product(caller));
        const { id } = granted(await createProduct(db, { ...input, userId: ctx.user.id }));
        return getProduct(ctx.user.id, id);
      }),

    /** `from` is the title that the person has before them. */
    rename: signedInProcedure
      .input(oneProductSchema.extend({ title: titleSchema, from: titleSchema }))
      .mutation(async ({ ctx, input }): Promise<RenameAnswer> => {
        const { status } = granted(await renameProduct(db, { ...input, userId: ctx.user.id }));
        return { status, current: await getProduct(ctx.user.id, input.productId) };
      }),

    /** Out of the list; it stays reachable by its address, and photos on their way to it arrive. */
    archive: signedInProcedure
      .input(oneProductSchema)
      .mutation(async ({ ctx, input }): Promise<Product> => {
        granted(await archiveProduct(db, { ...input, userId: ctx.user.id }));
        return getProduct(ctx.user.id, input.productId);
      }),

    unarchive: signedInProcedure
      .input(oneProductSchema)
      .mutation(async ({ ctx, input }): Promise<Product> => {
        granted(await unarchiveProduct(db, { ...input, userId: ctx.user.id }));
        return getProduct(ctx.user.id, input.productId);
      }),
  });

  async function getProduct(userId: string, productId: string): Promise<Product> {
    const product = await findProduct(db, { userId, productId });
    if (!product) throw new TRPCError({ code: "NOT_FOUND", message: "No such product." });
    const images = product.images.map((row) => toProductImage(row, imageBaseUrl));
    return { ...product, images };
  }
}
