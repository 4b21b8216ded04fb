/** Signing in and out over better-auth's HTTP interface: four calls, so its client of 13 kB stays out of the bundle. */

export type Session = { user: { name: string; email: string } };

export type Credentials = { email: string; password: string };

/** @returns null when it worked, else one sentence for the person */
export type SignInOutcome = string | null;

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
  if (!response || response.status >= 500) {
    return "The shop's server does not answer. Wait a moment and try again.";
  }
  if (response.status === 429) return "Too many attempts. Wait a minute and try again.";
  return sentences[await codeOf(response)] ?? "That did not work. Check what you typed.";
}

const sentences: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: "E-mail and password do not match. Check both and try again.",
  INVALID_EMAIL: "This e-mail address is not complete.",
  PASSWORD_TOO_SHORT: "The password is too short: it needs at least 8 characters.",
  PASSWORD_TOO_LONG: "The password is too long: it may have 128 characters.",
  USER_ALREADY_EXISTS: "There is an account with this e-mail already. Sign in instead.",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL:
    "There is an account with this e-mail already. Sign in instead.",
};

async function codeOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const hasCode = typeof body === "object" && body !== null && "code" in body;
  return hasCode && typeof body.code === "string" ? body.code : "";
}
