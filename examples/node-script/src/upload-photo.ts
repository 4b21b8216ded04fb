/** A photo from a script: the page's engine in Node, with the server's types from end to end. */
import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import { createUploader, describeRefusal, fetchForm } from "@picket/upload-core/client";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { appRouter } from "hello-world/server";

/** @returns what the route's own `onPublished` returned @throws Error with a sentence for people */
export async function uploadPhoto(
  path: string,
  shop: { url: string; productId: string; onProgress: (progress: number) => void },
) {
  const client = createTRPCClient<typeof appRouter>({ links: [httpLink({ url: shop.url })] });
  const uploader = createUploader({
    api: client.productImage,
    input: { productId: shop.productId },
    transport: fetchForm,
  });
  uploader.subscribe(() => shop.onProgress(uploader.getSnapshot().totals.progress));
  // Its bytes stay on the disk until they are sent.
  const file = new File([await openAsBlob(path)], basename(path));
  const [item] = await uploader.addAsync([file]);
  if (item?.status === "published") return item.data;
  throw new Error(item && "refusal" in item ? describeRefusal(item.refusal) : "Not uploaded.");
}
