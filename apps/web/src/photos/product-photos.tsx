/** Adding photos to a product: the uploader's one place on the page, and what it publishes. */
import { createSessionJournal, useImageUpload, useLeaveWarning } from "@picket/upload-react";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { tellOtherTabs } from "../products/use-other-tabs.ts";
import { markSessionExpired } from "../session/session-query.ts";
import { trpc, type AddedImage, type Product } from "../trpc.ts";
import { DropZone } from "./drop-zone.tsx";
import { Gallery } from "./gallery.tsx";
import { countItems } from "./list-counts.ts";
import { OfflineNotice } from "./offline-notice.tsx";
import type { PhotoItem } from "./photo-item.ts";
import { useRememberProduct } from "./unfinished-products.ts";
import { useReportUploads } from "./upload-activity.tsx";
import { UploadAnnouncements } from "./upload-announcements.tsx";
import { UploadList } from "./upload-list.tsx";
import { usePageFiles } from "./use-page-files.ts";
import { useRetryAfterSignIn } from "./use-retry-after-sign-in.ts";

type ProductPhotosProps = { product: Product; isCurrent: boolean };

export function ProductPhotos({ product, isCurrent }: ProductPhotosProps) {
  const upload = useProductUpload(product.id);
  const { items, add, remove, clear, getRootProps, getInputProps, isDragActive } = upload;
  const input = useRef<HTMLInputElement>(null);
  const openPicker = useCallback(() => input.current?.click(), []);
  const focusPicker = useCallback(() => input.current?.focus(), []);
  const clearPublished = useClearPublished(items, remove);
  const counts = countItems(items);
  const isOffline = upload.status === "offline";
  usePageFiles(isCurrent ? add : null);
  useRetryAfterSignIn(upload);
  useLeaveWarning(items);
  useRememberProduct(product.id, counts.pending + counts.failed + counts.lost > 0);
  useReportUploads({
    productId: product.id,
    title: product.title,
    pendingCount: counts.pending,
    waitingCount: counts.waiting,
    isOffline,
    troubledCount: counts.failed + counts.rejected + counts.lost,
    clear,
  });
  return (
    <div
      {...getRootProps()}
      className="product-photos"
      data-drag-active={isDragActive}
      onChangeCapture={clearPublished}
      onDropCapture={clearPublished}
      onPasteCapture={clearPublished}
    >
      <section className="upload-panel">
        <DropZone getInputProps={getInputProps} input={input} />
        {isOffline && <OfflineNotice tryNow={upload.resume} />}
        <UploadList upload={upload} openPicker={openPicker} focusPicker={focusPicker} />
        <UploadAnnouncements upload={upload} title={isCurrent ? null : product.title} />
      </section>
      <Gallery product={product} />
    </div>
  );
}

function useProductUpload(productId: string) {
  const client = useQueryClient();
  const utils = trpc.useUtils();
  return useImageUpload({
    api: utils.client.uploads.productImage,
    input: { productId },
    // No `transform`: it would write every photo anew, and the server's pictures would be copies of a copy.
    journal: createSessionJournal(`product-${productId}`),
    onPublished: (image) => {
      utils.products.get.setData({ productId }, (product) => withImage(product, image));
      void utils.products.get.invalidate({ productId });
      void utils.products.list.invalidate();
      tellOtherTabs();
    },
    onError: ({ code }) => {
      if (code === "UNAUTHORIZED") markSessionExpired(client);
    },
  });
}

/**
 * @returns to be called before files are added: published rows make way for them, for the policy's limit of files
 *   counts what is in the list
 */
function useClearPublished(items: readonly PhotoItem[], remove: (id: number) => void) {
  return useCallback(() => {
    for (const { id, status } of items) if (status === "published") remove(id);
  }, [items, remove]);
}

/** Shown at once, and where it stays: the answer of the invalidated query, which replaces it, moves nothing. */
function withImage(product: Product | undefined, added: AddedImage): Product | undefined {
  const { position, ...image } = added;
  if (!product || product.images.some(({ id }) => id === image.id)) return product;
  return { ...product, images: product.images.toSpliced(position, 0, image) };
}
