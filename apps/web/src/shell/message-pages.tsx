/** Whole pages that say one thing and offer one way on. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useWords } from "../words/language.tsx";
import { usePageTitle } from "./use-page-title.ts";

export function NotFoundPage() {
  const { notFound } = useWords().messagePages;
  return (
    <MessagePage words={notFound}>
      <BackToProducts />
    </MessagePage>
  );
}

export function UnknownProductPage({ isCurrent }: { isCurrent: boolean }) {
  const { unknownProduct } = useWords().messagePages;
  return (
    <MessagePage words={unknownProduct} isCurrent={isCurrent}>
      <BackToProducts />
    </MessagePage>
  );
}

type UnreachablePageProps = {
  isCurrent?: boolean;
  isRetrying: boolean;
  onRetry: () => Promise<unknown>;
};

export function UnreachablePage({ isCurrent, isRetrying, onRetry }: UnreachablePageProps) {
  const { unreachable, trying, tryAgain } = useWords().messagePages;
  return (
    <MessagePage words={unreachable} isCurrent={isCurrent}>
      <button
        type="button"
        className="button primary"
        // not `disabled`, which would drop the focus
        aria-disabled={isRetrying}
        onClick={() => void (isRetrying || onRetry())}
      >
        {isRetrying ? trying : tryAgain}
      </button>
    </MessagePage>
  );
}

function BackToProducts() {
  const { showAll } = useWords().messagePages;
  return (
    <Link href="/" className="button primary">
      {showAll}
    </Link>
  );
}

type MessagePageProps = {
  words: { tab: string; title: string; text: string };
  isCurrent?: boolean | undefined;
  children: ReactNode;
};

function MessagePage({ words, isCurrent = true, children }: MessagePageProps) {
  usePageTitle(isCurrent ? words.tab : null);
  return (
    <main className="page message-page">
      <h1 tabIndex={-1}>{words.title}</h1>
      <p role="alert">{words.text}</p>
      {children}
    </main>
  );
}
