/** Photos of iPhones, in browsers that cannot read them: with a decoder that only those load who need it. */
import { useImageUpload } from "@picket/upload-react";
import { api } from "hello-world/client";

type Decoder = { decode: (photo: Blob, signal: AbortSignal) => Promise<Blob> };

export function IphonePhotos({ loadDecoder }: { loadDecoder: () => Promise<Decoder> }) {
  const { getInputProps } = useImageUpload({
    api: api.productImage,
    input: { productId: "mug" },
    convertHeic: async (photo, signal) => (await loadDecoder()).decode(photo, signal),
  });
  return <input aria-label="Add photos" {...getInputProps()} />;
}
