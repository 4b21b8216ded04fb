/** Makes whoever guesses passwords, or opens accounts in number, wait. */
import { isUploadError, type UploadError } from "@picket/upload-core";
import type { RateLimits } from "./rate-limits.ts";
import { retryAfterSeconds } from "./retry-after.ts";

/**
 * @param request to /api/auth/…; its body stays readable
 * @param handle what answers it
 */
export async function limitAccounts(
  request: Request,
  handle: (request: Request) => Promise<Response>,
  { limits, address }: { limits: RateLimits; address: string },
): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (request.method !== "POST") return handle(request);
  try {
    if (pathname.startsWith("/api/auth/sign-up/")) await limits.signUp(address);
    if (!pathname.startsWith("/api/auth/sign-in/")) return await handle(request);
    const email = await readEmail(request.clone());
    const guess = { email, address };
    await limits.signIn(guess);
    const response = await handle(request);
    if (response.ok) await limits.signedIn(guess);
    return response;
  } catch (error) {
    if (isUploadError(error, "RATE_LIMITED")) return tooMany(error);
    throw error;
  }
}

/** @returns empty when there is none: all who send none count as one */
async function readEmail(request: Request): Promise<string> {
  const body: unknown = await request.json().catch(() => null);
  const email: unknown = Reflect.get(Object(body), "email");
  return typeof email === "string" ? email : "";
}

function tooMany(error: UploadError): Response {
  const headers = { "retry-after": `${retryAfterSeconds(error)}` };
  return Response.json({ message: "Too many attempts." }, { status: 429, headers });
}
