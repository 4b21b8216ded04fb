/** The bar on top: home, uploads that go on elsewhere, and the way out. */
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { UploadActivityLink } from "../photos/upload-activity-link.tsx";
import { useUploadActivity } from "../photos/upload-activity.tsx";
import { signOut, type Session } from "../session/session-api.ts";
import { useRefreshSession } from "../session/session-query.ts";
import { useWords } from "../words/language.tsx";
import { Logo } from "./logo.tsx";

export function Header({ user }: { user: Session["user"] }) {
  const { header: words } = useWords();
  return (
    <header className="header">
      <div className="header-inner">
        <Link href="/" className="home-link" aria-label={words.home}>
          <Logo />
        </Link>
        <UploadActivityLink />
        <span className="header-user">{user.email}</span>
        <SignOutButton />
      </div>
    </header>
  );
}

function SignOutButton() {
  const { header: words } = useWords();
  const { afterSignOut } = useRefreshSession();
  const { unfinished } = useUploadActivity();
  const [, navigate] = useLocation();
  const [hasFailed, setHasFailed] = useState(false);

  const leave = async () => {
    if (unfinished.length > 0 && !window.confirm(words.signOutQuestion)) return;
    // Their journals go too, so that nobody is asked for them after signing in again.
    for (const { clear } of unfinished) clear();
    const refusal = await signOut();
    setHasFailed(refusal !== null);
    if (refusal !== null) return;
    // Whoever signs in next may not own what is open now.
    navigate("/");
    afterSignOut();
  };
  return (
    <button type="button" className="button quiet" onClick={() => void leave()}>
      {hasFailed ? words.signOutAgain : words.signOut}
    </button>
  );
}
