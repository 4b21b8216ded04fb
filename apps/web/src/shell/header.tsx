/** The bar on top: home, uploads that go on elsewhere, and the way out. */
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { UploadActivityLink } from "../photos/upload-activity-link.tsx";
import { useUploadActivity } from "../photos/upload-activity.tsx";
import { signOut, type Session } from "../session/session-api.ts";
import { useRefreshSession } from "../session/session-query.ts";
import { Logo } from "./logo.tsx";

export function Header({ user }: { user: Session["user"] }) {
  return (
    <header className="header">
      <div className="header-inner">
        <Link href="/" className="home-link" aria-label="Picket, all products">
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
  const { afterSignOut } = useRefreshSession();
  const { unfinished } = useUploadActivity();
  const [, navigate] = useLocation();
  const [hasFailed, setHasFailed] = useState(false);

  const leave = async () => {
    const question = "Some photos are not published yet. Sign out and drop them?";
    if (unfinished.length > 0 && !window.confirm(question)) return;
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
      {hasFailed ? "Try signing out again" : "Sign out"}
    </button>
  );
}
