/** The start of every procedure: who is calling, and what an error may tell. */
import { formatUploadError } from "@picket/upload-server/trpc";
import { initTRPC, TRPCError } from "@trpc/server";
import type { SessionUser } from "./auth.ts";

type Context = { user: SessionUser | null };

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
