/** The app's tRPC client; nothing here is about uploads. */
import { createTRPCClient, httpLink } from "@trpc/client";
import type { appRouter } from "./server.ts";

export const api = createTRPCClient<typeof appRouter>({ links: [httpLink({ url: "/trpc" })] });
