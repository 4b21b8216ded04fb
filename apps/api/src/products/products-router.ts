/** A shop's products. */
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Db } from "../db/open-database.ts";
import { createProduct, findProduct, listProducts } from "../db/products.ts";
import { router, signedInProcedure } from "../trpc.ts";
import { productIdSchema } from "./product-id.ts";
import { toProductImage, type ProductImage } from "./product-image.ts";

export type ProductSummary = {
  id: string;
  title: string;
  imageCount: number;
  cover: ProductImage | null;
};

export type Product = { id: string; title: string; images: ProductImage[] };

/** No control characters, which no title needs and Postgres refuses in part; half pairs likewise. */
const titleSchema = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);

// Return type left to inference: it is the router that the page's types come from.
export function createProductsRouter({ db, imageBaseUrl }: { db: Db; imageBaseUrl: string }) {
  return router({
    list: signedInProcedure.query(async ({ ctx }): Promise<ProductSummary[]> => {
      const rows = await listProducts(db, ctx.user.id);
      return rows.map(({ cover, ...product }) => ({
        ...product,
        cover: cover && toProductImage(cover, imageBaseUrl),
      }));
    }),

    get: signedInProcedure
      .input(z.strictObject({ productId: productIdSchema }))
      .query(async ({ ctx, input }): Promise<Product> => {
        const product = await findProduct(db, ctx.user.id, input.productId);
        if (!product) throw new TRPCError({ code: "NOT_FOUND", message: "No such product." });
        const images = product.images.map((row) => toProductImage(row, imageBaseUrl));
        return { ...product, images };
      }),

    create: signedInProcedure
      .input(z.strictObject({ title: titleSchema }))
      .mutation(async ({ ctx, input }): Promise<{ id: string; title: string }> => {
        const product = await createProduct(db, ctx.user.id, input.title);
        if (!product) throw new TRPCError({ code: "FORBIDDEN", message: "You have no shop." });
        return product;
      }),
  });
}
