/** A published photo: the right width of WebP for the screen, JPEG for old browsers, nothing that jumps. */
import { memo } from "react";
import type { ProductImage } from "../trpc.ts";
import { placeholderUrl } from "./placeholder-url.ts";

type ProductPictureProps = {
  image: ProductImage;
  alt: string;
  /** as in `<img sizes>`: how wide the layout shows it */
  sizes: string;
};

export const ProductPicture = memo(function ProductPicture(props: ProductPictureProps) {
  const { image, alt, sizes } = props;
  const background = placeholderUrl(image.placeholder);
  return (
    <picture className="picture">
      <source
        type="image/webp"
        srcSet={image.webp.map(({ url, width }) => `${url} ${width}w`).join(", ")}
        sizes={sizes}
      />
      <img
        src={image.jpegUrl}
        width={image.width}
        height={image.height}
        alt={alt}
        decoding="async"
        style={background ? { backgroundImage: `url(${background})` } : undefined}
      />
    </picture>
  );
});
