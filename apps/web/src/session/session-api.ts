/** Signing in and out over better-auth's HTTP interface: four calls, so its client of 13 kB stays out of the bundle. */
import type { Words } from "../words/english.ts";

export type Session = { user: { name: string; email: string } };

export type Credentials = { email: string; password: string };

/** Null when it worked, else why it did not. */
export type SignInOutcome = SignInRefusal | null;

type SignInRefusal = keyof Words["session"]["refusals"];

/** @returns null for nobody @throws when there is no answer */
export async function fetchSession(signal: AbortSignal): Promise<Session | null> {
  const response = await fetch("/api/auth/get-session", { signal });
  if (!response.ok) throw new Error(`The session could not be read (${response.status}).`);
  // better-auth's documented answer: the session with its user, or null
  return (await response.json()) as Session | null;
}

export async function signIn(credentials: Credentials): Promise<SignInOutcome> {
  return post("sign-in/email", credentials);
}

export async function signUp(account: Credentials & { name: string }): Promise<SignInOutcome> {
  return post("sign-up/email", account);
}

export async function signOut(): Promise<SignInOutcome> {
  return post("sign-out", {});
}

async function post(path: string, body: object): Promise<SignInOutcome> {
  const response = await fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (response?.ok) return null;
  if (!response || response.status >= 500) return "unreachable";
  if (response.status === 429) return "tooOften";
  return refusals[await codeOf(response)] ?? "other";
}

const refusals: Record<string, SignInRefusal> = {
  INVALID_EMAIL_OR_PASSWORD: "mismatch",
  INVALID_EMAIL: "emailIncomplete",
  PASSWORD_TOO_SHORT: "passwordTooShort",
  PASSWORD_TOO_LONG: "passwordTooLong",
  USER_ALREADY_EXISTS: "emailTaken",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: "emailTaken",
};

async function codeOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const hasCode = typeof body === "object" && body !== null && "code" in body;
  return hasCode && typeof body.code === "string" ? body.code : "";
}
