/** A published photo. A page that is busy uploading is drawn often, and the photos that are there need not be. */
import { PicketImage } from "@picket/upload-react";
import { memo } from "react";
import type { ProductImage } from "../trpc.ts";

type ProductPictureProps = {
  image: ProductImage;
  alt: string;
  /** as in `<img sizes>`: how wide the layout shows it */
  sizes: string;
};

export const ProductPicture = memo(function ProductPicture(props: ProductPictureProps) {
  return <PicketImage {...props} />;
});
