import { createImagePolicy } from "@picket/upload-core";
import { createImageRoute } from "@picket/upload-server";
import { createUploadRouter } from "@picket/upload-server/trpc";
import { z } from "zod";
import { backend, ownsProduct, procedure, router } from "./app.ts";

export const productImage = createImageRoute(backend, {
  name: "productImage",
  policy: createImagePolicy({ maxSizeBytes: 5 * 1024 * 1024 }),
  input: z.object({ productId: z.string() }),
  authorize: ({ owner, input }) => ownsProduct(owner, input.productId),
  onPublished: async ({ image }) => ({ url: `https://images.example/${image.variants[0]?.key}` }),
});
const uploads = createUploadRouter(productImage, { procedure, owner: (ctx) => ctx.userId });
export const appRouter = router({ productImage: uploads });
