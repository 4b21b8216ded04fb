/** The published photos of a product in rows of equal height, each photo whole. */
import type { CSSProperties } from "react";
import { PhotoIcon } from "../shell/icons.tsx";
import type { Product } from "../trpc.ts";
import { ProductPicture } from "./product-picture.tsx";

export function Gallery({ product }: { product: Product }) {
  const { images, title } = product;
  return (
    <section className="gallery" aria-labelledby={`gallery-${product.id}`}>
      <h2 id={`gallery-${product.id}`} className="section-title">
        Published photos <span className="count">{images.length}</span>
      </h2>
      {images.length === 0 && <NoPhotos />}
      <ul className="gallery-rows">
        {images.map((image, index) => (
          <li key={image.id} className="gallery-photo" style={rowShare(image)}>
            <ProductPicture
              image={image}
              alt={`${title}, photo ${index + 1}`}
              sizes={image.width < image.height ? "(min-width: 60rem) 18rem, 46vw" : wideSizes}
            />
            {index === 0 && <span className="cover-badge">Cover</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const wideSizes = "(min-width: 60rem) 30rem, 92vw";

/** Photos in one row share its width by their aspect ratio, so all get the same height. */
function rowShare({ width, height }: { width: number; height: number }) {
  const ratio = Math.min(Math.max(width / height, 0.5), 2.5);
  // A custom property is not in React's list of known styles.
  return { "--ratio": ratio.toFixed(4) } as CSSProperties;
}

function NoPhotos() {
  return (
    <div className="no-photos">
      <PhotoIcon />
      <p>No photos yet. The first one you add becomes the cover.</p>
    </div>
  );
}
