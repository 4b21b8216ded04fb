/** The start of every procedure: who is calling, and what an error may tell. */
import { UploadError } from "@picket/upload-core";
import { asTrpcErrors, formatUploadError } from "@picket/upload-server/trpc";
import { initTRPC, TRPCError } from "@trpc/server";
import type { SessionUser } from "./auth.ts";
import { isDatabaseDown } from "./db/is-database-down.ts";
import type { RateLimits } from "./limits/rate-limits.ts";

type Context = {
  user: SessionUser | null;
  /** IP address of whoever is calling */
  address: string;
  limits: RateLimits;
};

/** It comes back, so whoever asks may wait; the log has what happened. */
export const databaseDown = new UploadError({
  code: "SERVER_UNREACHABLE",
  details: { retryAfterMs: 5000 },
});

const databaseDownCall = new TRPCError({ code: "SERVICE_UNAVAILABLE", cause: databaseDown });

/** @returns what the caller is told in place of the error */
export function toldError(error: TRPCError): TRPCError {
  return isDatabaseDown(error) ? databaseDownCall : error;
}

const t = initTRPC.context<Context>().create({
  // Whatever NODE_ENV says, no stack goes over the wire.
  isDev: false,
  errorFormatter: ({ shape, error }) => {
    const told = toldError(error);
    const formatted = formatUploadError({ shape, error: told });
    // The message of an unexpected error is the database's or the store's, and may quote what it was given.
    return told.code === "INTERNAL_SERVER_ERROR"
      ? { ...formatted, message: "INTERNAL" }
      : formatted;
  },
});

export const router = t.router;

export const publicProcedure = t.procedure;

export const signedInProcedure = t.procedure.use(({ ctx, next }) => {
  if (!ctx.user) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
  return next({ ctx: { user: ctx.user } });
});

/** What the procedures of an upload are made of: counts the calls that cost something. */
export const uploadProcedure = t.procedure.use(async ({ ctx, path, next }) => {
  const { user, address, limits } = ctx;
  const caller = { person: user?.id ?? null, address };
  const isTicket = path.endsWith(".getUploadTicket");
  if (isTicket) await asTrpcErrors(() => limits.ticket(caller));
  else if (!path.endsWith(".policy")) await asTrpcErrors(() => limits.completion(caller));
  return next();
});
