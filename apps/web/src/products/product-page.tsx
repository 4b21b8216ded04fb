/** One product: what is published, and where photos are added. */
import { Link } from "wouter";
import { ProductPhotos } from "../photos/product-photos.tsx";
import { BackIcon } from "../shell/icons.tsx";
import { Loading } from "../shell/loading.tsx";
import { UnknownProductPage, UnreachablePage } from "../shell/message-pages.tsx";
import { usePageTitle } from "../shell/use-page-title.ts";
import { httpStatusOf, trpc } from "../trpc.ts";
import { useWords } from "../words/language.tsx";

type ProductPageProps = {
  productId: string;
  /** false while it only goes on uploading behind another page */
  isCurrent: boolean;
};

export function ProductPage({ productId, isCurrent }: ProductPageProps) {
  const { products: words } = useWords();
  const product = trpc.products.get.useQuery({ productId });
  const title = product.data?.title ?? null;
  usePageTitle(isCurrent ? title : null);

  // Data stays when a later answer fails, and with it the list of uploads.
  if (!product.data && product.isError) {
    const status = httpStatusOf(product.error);
    if (status === 404 || status === 400) return <UnknownProductPage isCurrent={isCurrent} />;
    const { isFetching, refetch } = product;
    return (
      <UnreachablePage isCurrent={isCurrent} isRetrying={isFetching} onRetry={() => refetch()} />
    );
  }
  return (
    <main className="page product-page">
      <Link href="/" className="back-link">
        <BackIcon />
        {words.title}
      </Link>
      <h1 tabIndex={-1}>{title ?? words.product}</h1>
      {product.data ? (
        <ProductPhotos product={product.data} isCurrent={isCurrent} />
      ) : (
        <Loading label={words.loadingPhotos} />
      )}
    </main>
  );
}
