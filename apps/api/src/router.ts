/** Everything the page may ask. It takes the type of this, and nothing else, from the server. */
import { createUploadRouter } from "@picket/upload-server/trpc";
import type { Db } from "./db/open-database.ts";
import type { ProductImageRoute } from "./products/product-image-route.ts";
import { createImagesRouter } from "./products/images-router.ts";
import { createProductsRouter } from "./products/products-router.ts";
import type { DemoAccount } from "./seed.ts";
import { createShopsRouter } from "./shops/shops-router.ts";
import { publicProcedure, router, uploadProcedure } from "./trpc.ts";

export type { ProductImage } from "./products/product-image.ts";
export type { DeletedImage, ImagesAnswer, ProductImages } from "./products/images-router.ts";
export type {
  Product,
  ProductPage,
  ProductSummary,
  RenameAnswer,
} from "./products/products-router.ts";

export type AppRouter = ReturnType<typeof createAppRouter>;

/** @param options.demo how to sign in without an account, shown to everybody who can reach the page */
export function createAppRouter(options: {
  db: Db;
  imageBaseUrl: string;
  productImage: ProductImageRoute;
  demo: DemoAccount | null;
}) {
  const { demo, productImage, ...shop } = options;
  return router({
    app: router({
      info: publicProcedure.query((): { demo: DemoAccount | null } => ({ demo })),
    }),
    shops: createShopsRouter(shop),
    products: createProductsRouter(shop),
    images: createImagesRouter(shop),
    uploads: router({
      productImage: router(
        createUploadRouter(productImage, {
          procedure: uploadProcedure,
          owner: (ctx) => ctx.user?.id ?? null,
        }),
      ),
    }),
  });
}
