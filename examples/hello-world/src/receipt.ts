/** A route for photos that are not for everybody: private, scanned, and the original is kept. */
import { createImagePolicy } from "@picket/upload-core";
import {
  createImageRoute,
  getViewUrl,
  type Inspect,
  type PublishedVariant,
} from "@picket/upload-server";
import { z } from "zod";
import { backend } from "./app.ts";

type ReceiptInput = { orderId: string };

/** @param inspect looks at each photo before it is kept */
export function createReceiptRoute(inspect: Inspect<ReceiptInput>) {
  return createImageRoute(backend, {
    name: "receipt",
    policy: createImagePolicy({ maxSizeBytes: 10 * 1024 * 1024 }),
    input: z.object({ orderId: z.string() }),
    variants: {
      widths: [640, 1280],
      formats: [{ type: "image/webp", quality: 80 }],
    },
    visibility: "private",
    keepOriginal: true,
    inspect,
    authorize: async ({ owner, input }) => input.orderId.startsWith(`${owner}-`),
    // Keep `image.variants` and `image.original` in a row of yours, written with `tx`: their keys are needed to show them.
    onPublished: async ({ image }) => ({ imageId: image.id, variants: image.variants }),
  });
}

/** Ask only for a person who may see it: the URL works for whoever has it, for five minutes. */
export function viewReceipt(variant: Pick<PublishedVariant, "key" | "type">): Promise<string> {
  return getViewUrl({ store: backend.store, imageBaseUrl: "https://images.example" }, variant);
}
