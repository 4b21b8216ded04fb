/** One product in the list. */
import { Link } from "wouter";
import { ProductPicture } from "../photos/product-picture.tsx";
import { PhotoIcon } from "../shell/icons.tsx";
import type { ProductSummary } from "../trpc.ts";
import { useWords } from "../words/language.tsx";

export function ProductCard({ product }: { product: ProductSummary }) {
  const { id, title, cover, imageCount } = product;
  const { products: words } = useWords();
  return (
    <li>
      <Link href={`/products/${id}`} className="product-card">
        <span className="product-cover">
          {/* the title beside it says what it shows */}
          {cover ? <ProductPicture image={cover} alt="" sizes={coverSizes} /> : <PhotoIcon />}
        </span>
        <span className="product-title">{title}</span>
        <span className="product-count">{words.photoCount(imageCount)}</span>
      </Link>
    </li>
  );
}

const coverSizes = "(min-width: 60rem) 17rem, (min-width: 40rem) 30vw, 45vw";
