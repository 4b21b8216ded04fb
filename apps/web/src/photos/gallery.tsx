/** The published photos of a product, each row of one height, so that most photos are shown whole. */
import type { CSSProperties } from "react";
import { PhotoIcon } from "../shell/icons.tsx";
import type { Product } from "../trpc.ts";
import { useWords } from "../words/language.tsx";
import { ProductPicture } from "./product-picture.tsx";

export function Gallery({ product }: { product: Product }) {
  const { images, title } = product;
  const { gallery: words } = useWords();
  return (
    <section className="gallery" aria-labelledby={`gallery-${product.id}`}>
      <h2 id={`gallery-${product.id}`} className="section-title">
        {words.title} <span className="count">{images.length}</span>
      </h2>
      {images.length === 0 && <NoPhotos />}
      <ul className="gallery-rows">
        {images.map((image, index) => (
          <li key={image.id} className="gallery-photo" style={rowShare(image)}>
            <ProductPicture
              image={image}
              alt={words.alt(title, index + 1)}
              sizes={sizesOf(image)}
            />
            {index === 0 && <span className="cover-badge">{words.cover}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

type Shape = { width: number; height: number };

/** Photos in one row share its width by their aspect ratio, so all get the same height. */
function rowShare(shape: Shape) {
  // A custom property is not in React's list of known styles.
  return { "--ratio": ratioOf(shape).toFixed(4) } as CSSProperties;
}

/** About what the rows give a photo of this shape, two in a row on a phone. */
function sizesOf(shape: Shape): string {
  return `(min-width: 60rem) ${Math.round(ratioOf(shape) * 18)}rem, 55vw`;
}

/** Very long ones are cut here, so that they leave room for others. */
function ratioOf({ width, height }: Shape): number {
  return Math.min(Math.max(width / height, 0.6), 1.9);
}

function NoPhotos() {
  const { gallery: words } = useWords();
  return (
    <div className="no-photos">
      <PhotoIcon />
      <p>{words.none}</p>
    </div>
  );
}
