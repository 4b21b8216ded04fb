/** The door: sign in, make an account, or look around with the demo account. */
import { useState } from "react";
import { Logo } from "../shell/logo.tsx";
import { usePageTitle } from "../shell/use-page-title.ts";
import { trpc } from "../trpc.ts";
import { useWords } from "../words/language.tsx";
import { SignInForm } from "./sign-in-form.tsx";

export function SignInPage() {
  const { session: words } = useWords();
  const [mode, setMode] = useState<"sign-in" | "sign-up">("sign-in");
  const info = trpc.app.info.useQuery();
  const isSignUp = mode === "sign-up";
  const title = isSignUp ? words.signUpTitle : words.signInTitle;
  usePageTitle(title);
  return (
    <main className="sign-in-page">
      <div className="sign-in-card">
        <Logo />
        <h1>{title}</h1>
        <p className="lead">{words.lead}</p>
        <SignInForm mode={mode} demo={info.data?.demo ?? null} />
        <p className="sign-in-toggle">
          {isSignUp ? words.hasAccount : words.newHere}
          <button
            type="button"
            className="button quiet"
            onClick={() => setMode(isSignUp ? "sign-in" : "sign-up")}
          >
            {isSignUp ? words.signIn : words.toSignUp}
          </button>
        </p>
      </div>
    </main>
  );
}
