/** Every product of the shop, each with its cover and how many photos it has. */
import { PlusIcon } from "../shell/icons.tsx";
import { Loading } from "../shell/loading.tsx";
import { UnreachablePage } from "../shell/message-pages.tsx";
import { usePageTitle } from "../shell/use-page-title.ts";
import { trpc } from "../trpc.ts";
import { useWords } from "../words/language.tsx";
import { NewProductForm } from "./new-product-form.tsx";
import { ProductCard } from "./product-card.tsx";
import { useRef } from "react";

export function ProductListPage() {
  const { products: words, oneMoment } = useWords();
  usePageTitle(words.title);
  const products = trpc.products.list.useInfiniteQuery(
    {},
    { getNextPageParam: ({ nextCursor }) => nextCursor },
  );
  const shown = products.data?.pages.flatMap((page) => page.products);
  const dialog = useRef<HTMLDialogElement>(null);

  if (!products.data && products.isError) {
    return <UnreachablePage isRetrying={products.isFetching} onRetry={() => products.refetch()} />;
  }
  return (
    <main className="page">
      <div className="page-head">
        <h1 tabIndex={-1}>{words.title}</h1>
        <button
          type="button"
          className="button primary"
          onClick={() => dialog.current?.showModal()}
        >
          <PlusIcon />
          {words.create}
        </button>
      </div>
      <NewProductForm dialog={dialog} />
      {!products.data && <Loading label={words.loading} />}
      {shown?.length === 0 && <p className="lead">{words.none}</p>}
      <ul className="product-grid">
        {shown?.map((product) => (
          <ProductCard key={product.id} product={product} />
        ))}
      </ul>
      {products.hasNextPage && (
        <button
          type="button"
          className="button"
          aria-disabled={products.isFetchingNextPage}
          onClick={() => void (products.isFetchingNextPage || products.fetchNextPage())}
        >
          {products.isFetchingNextPage ? oneMoment : words.more}
        </button>
      )}
    </main>
  );
}
