/** The routes. A product whose list of uploads is not finished is mounted, hidden, while another page is shown. */
import { useEffect, useRef, useState } from "react";
import { useLocation, useRoute } from "wouter";
import { findUnfinishedProducts } from "./photos/unfinished-products.ts";
import { useUploadActivity } from "./photos/upload-activity.tsx";
import { ProductListPage } from "./products/product-list-page.tsx";
import { ProductPage } from "./products/product-page.tsx";
import { useOtherTabs } from "./products/use-other-tabs.ts";
import { focusHeading } from "./shell/focus-heading.ts";
import { NotFoundPage } from "./shell/message-pages.tsx";

export function Pages() {
  const [location] = useLocation();
  const [isProduct, params] = useRoute("/products/:productId");
  const { unfinished } = useUploadActivity();
  const [remembered] = useState(findUnfinishedProducts);
  useFocusOnNavigation(location);
  useOtherTabs();

  const current = isProduct ? params.productId : null;
  const mounted = new Set([...remembered, ...unfinished.map(({ productId }) => productId)]);
  if (current !== null) mounted.add(current);
  return (
    <>
      {location === "/" && <ProductListPage />}
      {/* In an order of their own: an element that is moved would lose the focus. */}
      {[...mounted].sort().map((productId) => (
        <div key={productId} hidden={productId !== current}>
          <ProductPage productId={productId} isCurrent={productId === current} />
        </div>
      ))}
      {location !== "/" && current === null && <NotFoundPage />}
    </>
  );
}

/** A link that was followed is gone from the page; the keyboard and the screen reader go on at the new heading. */
function useFocusOnNavigation(location: string): void {
  const shown = useRef(location);
  useEffect(() => {
    if (shown.current === location) return;
    shown.current = location;
    focusHeading();
  }, [location]);
}
