import { describeRefusal, useImageUpload } from "@picket/upload-react";
import { api } from "./client.ts";

export function ProductPhotos(input: { productId: string }) {
  const { items, getRootProps, getInputProps } = useImageUpload({ api: api.productImage, input });
  return (
    <section {...getRootProps()}>
      <input aria-label="Add photos" {...getInputProps()} />
      {items.map((item) => (
        <a key={item.id} href={item.status === "published" ? item.data.url : undefined}>
          {item.name}: {"refusal" in item ? describeRefusal(item.refusal) : item.status}
        </a>
      ))}
    </section>
  );
}
