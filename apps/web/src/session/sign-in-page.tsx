/** The door: sign in, make an account, or look around with the demo account. */
import { useState } from "react";
import { Logo } from "../shell/logo.tsx";
import { usePageTitle } from "../shell/use-page-title.ts";
import { trpc } from "../trpc.ts";
import { SignInForm } from "./sign-in-form.tsx";

export function SignInPage() {
  const [mode, setMode] = useState<"sign-in" | "sign-up">("sign-in");
  const info = trpc.app.info.useQuery();
  const isSignUp = mode === "sign-up";
  const title = isSignUp ? "Open your shop" : "Sign in to your shop";
  usePageTitle(title);
  return (
    <main className="sign-in-page">
      <div className="sign-in-card">
        <Logo />
        <h1>{title}</h1>
        <p className="lead">Product photos, checked and online in seconds.</p>
        <SignInForm mode={mode} demo={info.data?.demo ?? null} />
        <p className="sign-in-toggle">
          {isSignUp ? "You have an account?" : "New here?"}
          <button
            type="button"
            className="button quiet"
            onClick={() => setMode(isSignUp ? "sign-in" : "sign-up")}
          >
            {isSignUp ? "Sign in" : "Create an account"}
          </button>
        </p>
      </div>
    </main>
  );
}
