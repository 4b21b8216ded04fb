/** Uploads that a reload of the page does not lose. */
import { createSessionJournal, useImageUpload } from "@picket/upload-react";
import { api } from "hello-world/client";
import { UploadRow } from "./upload-row.tsx";

export function LastingPhotos({ productId }: { productId: string }) {
  const { items, retry, getInputProps } = useImageUpload({
    api: api.productImage,
    input: { productId },
    journal: createSessionJournal(`product-${productId}`),
  });
  return (
    <>
      <input aria-label="Add photos" {...getInputProps()} />
      {items.map((item) => (
        <UploadRow key={item.id} item={item} retry={() => retry(item.id)} />
      ))}
    </>
  );
}
