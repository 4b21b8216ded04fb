/** A session of the shop: better-auth's sign-in by e-mail and password. */
import { CommandError } from "./command-error.ts";
import type { Account } from "./read-args.ts";

/**
 * @param url the shop's, without a slash at its end
 * @returns the session's cookie, as it is to be sent
 * @throws CommandError
 */
export async function signIn(url: string, account: Account, signal: AbortSignal): Promise<string> {
  if (account.kind === "cookie") return account.cookie;
  const { email, password } = account;
  const response = await request(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    // Node's fetch looks like a browser's to the server, which then wants to know the page.
    headers: { "content-type": "application/json", origin: new URL(url).origin },
    body: JSON.stringify({ email, password }),
    signal,
  });
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  if (response.ok && cookie.length > 0) return cookie.join("; ");
  throw new CommandError(await explain(url, response));
}

/** @throws CommandError when there is no answer, or a redirect: the password stays with the address it is for */
async function request(
  url: string,
  init: RequestInit & { signal: AbortSignal },
): Promise<Response> {
  const { origin } = new URL(url);
  const signal = AbortSignal.any([init.signal, AbortSignal.timeout(answerMs)]);
  const sent = fetch(url, { ...init, signal, redirect: "manual" });
  const response = await sent.catch((cause: unknown) => {
    init.signal.throwIfAborted();
    throw new CommandError(`${origin} does not answer. Is the server running, and --url right?`, {
      cause,
    });
  });
  if (response.status < 300 || response.status > 399) return response;
  const target = new URL(response.headers.get("location") ?? "", url).origin;
  throw new CommandError(`${origin} points to ${target}; use that with --url.`);
}

/** How long a server may think about who somebody is. */
const answerMs = 30_000;

async function explain(url: string, response: Response): Promise<string> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => null);
  const { code } = Object(body) as { code?: unknown };
  if (code === "INVALID_EMAIL_OR_PASSWORD" || code === "INVALID_EMAIL") {
    return "E-mail and password do not match. Check PICKET_EMAIL and PICKET_PASSWORD.";
  }
  if (code === "INVALID_ORIGIN") {
    return `The shop at ${url} goes by another address (its APP_URL); use that with --url.`;
  }
  if (status === 429) {
    return "Too many sign-ins. Wait a minute, or sign in once and pass the cookie in PICKET_COOKIE.";
  }
  if (status >= 500) return `${url} cannot sign anybody in just now (${status}). Try again later.`;
  return `${url} did not sign you in (${status}). Is it the address of a Picket shop?`;
}
