/** The start of every procedure: who is calling, and what an error may tell. */
import { asTrpcErrors, formatUploadError } from "@picket/upload-server/trpc";
import { initTRPC, TRPCError } from "@trpc/server";
import type { SessionUser } from "./auth.ts";
import type { RateLimits } from "./limits/rate-limits.ts";

type Context = {
  user: SessionUser | null;
  /** IP address of whoever is calling */
  address: string;
  limits: RateLimits;
};

const t = initTRPC.context<Context>().create({
  // Whatever NODE_ENV says, no stack goes over the wire.
  isDev: false,
  errorFormatter: ({ shape, error }) => {
    const formatted = formatUploadError({ shape, error });
    // The message of an unexpected error is the database's or the store's, and may quote what it was given.
    return error.code === "INTERNAL_SERVER_ERROR"
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
