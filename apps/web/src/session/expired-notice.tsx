/** Says that the session is over and lets people sign in on the spot; the page below keeps its list. */
import { useEffect, useRef, type RefObject } from "react";
import { focusHeading } from "../shell/focus-heading.ts";
import { useWords } from "../words/language.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import type { KnownSession } from "./session-query.ts";

export function ExpiredNotice({ session }: { session: KnownSession }) {
  const { session: words } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const isExpired = session.status === "expired";
  useFocusAfterSignIn(isExpired, dialog);
  return (
    <>
      <div role="alert" className="expired-notice-region">
        {isExpired && (
          <div className="expired-notice">
            <p>{words.expired}</p>
            <button
              type="button"
              className="button primary"
              onClick={() => openAtPassword(dialog.current)}
            >
              {words.signInAgain}
            </button>
          </div>
        )}
      </div>
      <dialog ref={dialog} className="dialog" aria-labelledby="sign-in-again">
        <h2 id="sign-in-again">{words.signInAgain}</h2>
        {isExpired && <SignInForm mode="sign-in" email={session.user.email} />}
        <form method="dialog">
          <button className="button quiet">{words.notNow}</button>
        </form>
      </dialog>
    </>
  );
}

/** Both the dialog and the button that opened it are gone then, so the page's heading takes the focus. */
function useFocusAfterSignIn(
  isExpired: boolean,
  dialog: RefObject<HTMLDialogElement | null>,
): void {
  useEffect(() => {
    if (isExpired || !dialog.current?.open) return;
    dialog.current.close();
    focusHeading();
  }, [isExpired, dialog]);
}

/** The e-mail is known and filled in. */
function openAtPassword(dialog: HTMLDialogElement | null): void {
  dialog?.showModal();
  dialog?.querySelector<HTMLInputElement>("[name=password]")?.focus();
}
