/** The route of product photos: what it accepts, who may add one, and the row it becomes. */
import { createImagePolicy, type ImageType, type UploadTicket } from "@picket/upload-core";
import { createImageRoute, type ImageRoute, type UploadBackend } from "@picket/upload-server";
import { z } from "zod";
import type { Db } from "../db/open-database.ts";
import { addImage } from "../db/product-images.ts";
import { mayAddImage } from "../db/products.ts";
import { createShortMemory } from "../short-memory.ts";
import type { OpenTickets, Reservation } from "../limits/open-tickets.ts";
import {
  requireRoom,
  requireWithinQuota,
  type ShopQuota,
  type ShopRoom,
} from "../limits/shop-quota.ts";
import { imageIdSchema, productIdSchema } from "./product-id.ts";
import { toProductImage, type ProductImage } from "./product-image.ts";

const inputSchema = z.strictObject({
  productId: productIdSchema,
  /** an image of the product, whose place and alt text the new one takes over */
  replaces: imageIdSchema.optional(),
});

/** `position`: where it stands among the product's images, from 0, as it is published */
export type AddedImage = ProductImage & { position: number };

export type ProductImageRoute = ImageRoute<z.infer<typeof inputSchema>, AddedImage>;

/** @param options.imageBaseUrl public URL of the bucket, without a slash at its end */
export function createProductImageRoute(
  backend: UploadBackend<Db>,
  options: {
    db: Db;
    imageBaseUrl: string;
    /** every type that Picket takes, when left out */
    imageTypes?: ImageType[];
    maxImageBytes: number;
    maxImagePixels: number;
    quota: ShopQuota;
    /** limits what one person and one shop may have open; left out, nothing does */
    openTickets?: OpenTickets;
  },
): ProductImageRoute {
  const { db, imageBaseUrl, maxImageBytes, maxImagePixels, quota, openTickets } = options;
  const allowed = createShortMemory<ShopRoom>();
  /** By the described file, which is one object from the call to its end. */
  const reservations = new WeakMap<object, Reservation>();
  const route: ProductImageRoute = createImageRoute(backend, {
    name: "productImage",
    policy: createImagePolicy({
      ...(options.imageTypes && { types: options.imageTypes }),
      maxSizeBytes: maxImageBytes,
      maxPixels: maxImagePixels,
      maxPixelsAvif: Math.min(maxImagePixels, createImagePolicy().maxPixelsAvif),
    }),
    input: inputSchema,
    authorize: async ({ owner, input, file, stage }) => {
      const place = placeOf(owner, input);
      const ask = async (): Promise<ShopRoom | null> =>
        (await mayAddImage(db, place)) ? requireRoom(db, input.productId, quota) : null;
      if (stage === "complete") return (await ask()) !== null;
      // Somebody who adds hundreds of photos asks for a ticket each, and for nothing else that could change.
      const room = await allowed.get(JSON.stringify(place), ask);
      if (room === null) return false;
      const { sizeBytes } = file;
      const reservation = openTickets?.reserve({ person: owner, room, sizeBytes });
      if (reservation) reservations.set(file, reservation);
      return true;
    },
    onPublished: async ({ owner, input, image, pickedAt, tx }) => {
      const row = await addImage(tx, { ...placeOf(owner, input), pickedAt }, image);
      await requireWithinQuota(tx, input.productId, quota);
      // There is less room now.
      allowed.forget(JSON.stringify(placeOf(owner, input)));
      return { ...toProductImage(row, imageBaseUrl), position: row.position };
    },
  });
  return {
    ...route,
    issueTicket: async (call) => {
      const { file } = call.request;
      try {
        const ticket = await route.issueTicket(call);
        reservations.get(file)?.keep(ticketIdOf(ticket));
        return ticket;
      } catch (error) {
        reservations.get(file)?.drop();
        throw error;
      }
    },
  };
}

/** The last part of its key. */
function ticketIdOf({ fields }: UploadTicket): string {
  return fields["key"]?.split("/").at(-1) ?? "";
}

function placeOf(userId: string, { productId, replaces }: z.infer<typeof inputSchema>) {
  return { userId, productId, replaces: replaces ?? null };
}
