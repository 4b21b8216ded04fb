/** Photos that are made smaller on the phone, taken with its camera or from a folder. */
import { useImageUpload } from "@picket/upload-react";
import { api } from "hello-world/client";

export function SmallPhotos({ productId }: { productId: string }) {
  const { items, isDragActive, getRootProps, getInputProps } = useImageUpload({
    api: api.productImage,
    input: { productId },
    transform: { maxWidth: 2048, maxHeight: 2048, quality: 0.8 },
  });
  return (
    <section {...getRootProps({ tabIndex: 0, className: isDragActive ? "drop here" : "" })}>
      <input aria-label="Take a photo" {...getInputProps({ capture: "environment" })} />
      <input aria-label="Add a folder" {...getInputProps({ webkitdirectory: "" })} />
      <p>{items.length} photos</p>
    </section>
  );
}
