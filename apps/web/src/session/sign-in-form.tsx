/** E-mail and password, to sign in or to make an account. */
import { useId, useRef, useState, type SubmitEvent } from "react";
import { readField } from "../shell/read-field.ts";
import { useWords } from "../words/language.tsx";
import { signIn, signUp, type Credentials, type SignInOutcome } from "./session-api.ts";
import { useRefreshSession } from "./session-query.ts";

type SignInFormProps = {
  mode: "sign-in" | "sign-up";
  /** known when the session only expired */
  email?: string;
  /** fills in and submits in one step */
  demo?: Credentials | null;
};

export function SignInForm({ mode, email = "", demo = null }: SignInFormProps) {
  const { session: words, oneMoment } = useWords();
  const errorId = useId();
  const [refusal, setRefusal] = useState<SignInOutcome>(null);
  const [isBusy, setIsBusy] = useState(false);
  const emailField = useRef<HTMLInputElement>(null);
  const { afterSignIn } = useRefreshSession();
  const isSignUp = mode === "sign-up";

  const enter = async (answer: Promise<SignInOutcome>) => {
    setIsBusy(true);
    const outcome = await answer;
    if (outcome === null) await afterSignIn();
    setIsBusy(false);
    setRefusal(outcome);
    if (outcome !== null) emailField.current?.focus();
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
        {refusal && words.refusals[refusal]}
      </p>
      {isSignUp && <Field label={words.name} name="name" autoComplete="name" />}
      <label className="field">
        {words.email}
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
        {words.password}
        <input
          className="input"
          name="password"
          type="password"
          autoComplete={isSignUp ? "new-password" : "current-password"}
          minLength={isSignUp ? 8 : undefined}
          aria-invalid={refusal !== null}
          required
        />
        {isSignUp && <span className="field-hint">{words.passwordHint}</span>}
      </label>
      <button className="button primary" aria-disabled={isBusy}>
        {isBusy ? oneMoment : isSignUp ? words.signUp : words.signIn}
      </button>
      {demo && !isSignUp && (
        <button
          type="button"
          className="button"
          aria-disabled={isBusy}
          onClick={() => void (isBusy || enter(signIn(demo)))}
        >
          {words.demo}
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
