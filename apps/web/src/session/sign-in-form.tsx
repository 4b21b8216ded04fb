/** E-mail and password, to sign in or to make an account. */
import { useId, useRef, useState, type SubmitEvent } from "react";
import { readField } from "../shell/read-field.ts";
import { signIn, signUp, type Credentials } from "./session-api.ts";
import { useRefreshSession } from "./session-query.ts";

type SignInFormProps = {
  mode: "sign-in" | "sign-up";
  /** known when the session only expired */
  email?: string;
  /** fills in and submits in one step */
  demo?: Credentials | null;
};

export function SignInForm({ mode, email = "", demo = null }: SignInFormProps) {
  const errorId = useId();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const emailField = useRef<HTMLInputElement>(null);
  const { afterSignIn } = useRefreshSession();
  const isSignUp = mode === "sign-up";

  const enter = async (answer: Promise<string | null>) => {
    setIsBusy(true);
    const sentence = await answer;
    if (sentence === null) await afterSignIn();
    setIsBusy(false);
    setRefusal(sentence);
    if (sentence !== null) emailField.current?.focus();
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const read = (name: string) => readField(event.currentTarget, name);
    const credentials = { email: read("email").trim(), password: read("password") };
    void enter(
      isSignUp ? signUp({ ...credentials, name: read("name").trim() }) : signIn(credentials),
    );
  };

  return (
    <form className="form" onSubmit={submit} aria-describedby={refusal ? errorId : undefined}>
      <p id={errorId} className="form-refusal" role="alert">
        {refusal}
      </p>
      {isSignUp && <Field label="Your name" name="name" autoComplete="name" />}
      <label className="field">
        E-mail
        <input
          ref={emailField}
          className="input"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={email}
          aria-invalid={refusal !== null}
          required
        />
      </label>
      <label className="field">
        Password
        <input
          className="input"
          name="password"
          type="password"
          autoComplete={isSignUp ? "new-password" : "current-password"}
          minLength={isSignUp ? 8 : undefined}
          aria-invalid={refusal !== null}
          required
        />
        {isSignUp && <span className="field-hint">At least 8 characters</span>}
      </label>
      <button className="button primary" aria-disabled={isBusy}>
        {isBusy ? "One moment…" : isSignUp ? "Create account" : "Sign in"}
      </button>
      {demo && !isSignUp && (
        <button
          type="button"
          className="button"
          aria-disabled={isBusy}
          onClick={() => void (isBusy || enter(signIn(demo)))}
        >
          Use the demo account
        </button>
      )}
    </form>
  );
}

function Field(props: { label: string; name: string; autoComplete: string }) {
  return (
    <label className="field">
      {props.label}
      <input className="input" name={props.name} autoComplete={props.autoComplete} required />
    </label>
  );
}
