/** Accounts and sessions: better-auth on the shop's own database, by e-mail and password. */
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { findAccountProblem } from "./account-text.ts";
import * as authSchema from "./db/auth-schema.ts";
import { isDatabaseDown } from "./db/is-database-down.ts";
import type { Db } from "./db/open-database.ts";
import { ensureShop } from "./db/shops.ts";
import { logError } from "./log.ts";
import { createShortMemory } from "./short-memory.ts";

export type SessionUser = { id: string };

export type Auth = {
  /** answers everything under /api/auth/ */
  handle: (request: Request) => Promise<Response>;
  /** A session that was ended elsewhere, by another process or with another of its cookies, is found for 5 s more. */
  findUser: (headers: Headers) => Promise<SessionUser | null>;
  /** Opens an account as the sign-up form does. */
  signUp: (account: { name: string; email: string; password: string }) => Promise<SessionUser>;
};

/** Set by our own HTTP layer on every request; what a client sends under this name is overwritten. */
export const clientAddressHeader = "x-picket-client-address";

/** @param options.origins the page's; the first one is its address proper */
export function createAuth(options: {
  db: Db;
  secret: string;
  origins: readonly [string, ...string[]];
}): Auth {
  const { db, secret, origins } = options;
  const auth = betterAuth({
    secret,
    baseURL: origins[0],
    basePath: "/api/auth",
    trustedOrigins: [...origins],
    database: drizzleAdapter(db, { provider: "pg", schema: authSchema, transaction: true }),
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 128 },
    // Every person has a shop from their first session on, also when a crash cut their sign-up short.
    databaseHooks: {
      session: {
        create: {
          after: async ({ userId }) => {
            await ensureShop(db, userId, "My shop");
          },
        },
      },
    },
    rateLimit: {
      enabled: true,
      // Counted by our own limits, which hold for every process.
      customRules: { "/sign-in/email": false, "/sign-up/email": false },
    },
    advanced: {
      useSecureCookies: origins[0].startsWith("https:"),
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      // Off by default where NODE_ENV is "test"; tests shall meet what people meet.
      disableOriginCheck: false,
    },
    // What it does not expect comes to our own handler: its own log shows statements with their parameters.
    onAPIError: { throw: true },
    hooks: {
      before: createAuthMiddleware(async ({ body }) => {
        const message = findAccountProblem(body);
        if (message !== null) throw new APIError("BAD_REQUEST", { message });
      }),
      after: createAuthMiddleware(async ({ context: { returned } }) => {
        // It would be answered as a fault, and our own handler would not hear of it.
        if (returned instanceof Error && isDatabaseDown(returned)) throw returned.cause;
      }),
    },
    telemetry: { enabled: false },
    logger: {
      level: "error",
      // Its messages name addresses and origins; the error's own codes say enough.
      log: (_level, _message, ...details) => {
        for (const detail of details) if (detail instanceof Error) logError("accounts", detail);
      },
    },
  });

  const known = createShortMemory<SessionUser>();

  return {
    handle: async (request) => {
      const response = await auth.handler(request);
      const cookie = sessionCookieIn(request.headers);
      if (request.method !== "GET" && cookie) known.forget(cookie);
      return response;
    },
    findUser: async (headers) => {
      const cookie = sessionCookieIn(headers);
      if (!cookie) return null;
      return known.get(cookie, async () => {
        // Only the page's own get-session may extend the cookie: here its new value would be lost.
        const session = await auth.api.getSession({ headers, query: { disableRefresh: true } });
        return session && { id: session.user.id };
      });
    },
    signUp: async (account) => {
      const { user } = await auth.api.signUpEmail({ body: account });
      return { id: user.id };
    },
  };
}

/** @returns name and value of better-auth's cookie, which is signed */
function sessionCookieIn(headers: Headers): string | null {
  const cookies = headers.get("cookie") ?? "";
  return /(?:^|; *)((?:__Secure-)?better-auth\.session_token=[^;]+)/.exec(cookies)?.[1] ?? null;
}
