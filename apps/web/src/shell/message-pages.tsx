/** Whole pages that say one thing and offer one way on. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import { usePageTitle } from "./use-page-title.ts";

export function NotFoundPage() {
  usePageTitle("Page not found");
  return (
    <MessagePage
      title="There is no such page"
      text="The address may be mistyped, or the page was moved."
    >
      <BackToProducts />
    </MessagePage>
  );
}

/** The same for a product that does not exist and for one of another shop: that is nobody's business. */
export function UnknownProductPage({ isCurrent }: { isCurrent: boolean }) {
  usePageTitle(isCurrent ? "Product not found" : null);
  return (
    <MessagePage
      title="This product is not in your shop"
      text="It may have been removed, or it belongs to another shop. Check the link, or whether you are signed in with the right account."
    >
      <BackToProducts />
    </MessagePage>
  );
}

type UnreachablePageProps = {
  isCurrent?: boolean;
  isRetrying: boolean;
  onRetry: () => Promise<unknown>;
};

export function UnreachablePage({ isCurrent = true, isRetrying, onRetry }: UnreachablePageProps) {
  usePageTitle(isCurrent ? "No connection" : null);
  return (
    <MessagePage
      title="The shop's server does not answer"
      text="Check your connection and try again. Published photos are safe."
    >
      <button
        type="button"
        className="button primary"
        // not `disabled`, which would drop the focus
        aria-disabled={isRetrying}
        onClick={() => void (isRetrying || onRetry())}
      >
        {isRetrying ? "Trying…" : "Try again"}
      </button>
    </MessagePage>
  );
}

function BackToProducts() {
  return (
    <Link href="/" className="button primary">
      Show all products
    </Link>
  );
}

function MessagePage(props: { title: string; text: string; children: ReactNode }) {
  return (
    <main className="page message-page">
      <h1 tabIndex={-1}>{props.title}</h1>
      <p role="alert">{props.text}</p>
      {props.children}
    </main>
  );
}
