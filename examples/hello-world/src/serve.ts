/** The server as a process: it answers, it sweeps, and it ends without losing what it is at. */
import type { IncomingMessage } from "node:http";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { appRouter, productImage } from "./server.ts";
import { startSweep } from "./sweep.ts";

/**
 * @param userIdOf your sessions: who sent this request, null for nobody
 * @returns the listening server, and what to call on SIGTERM
 */
export function serve(port: number, userIdOf: (request: IncomingMessage) => string | null) {
  const server = createHTTPServer({
    router: appRouter,
    basePath: "/trpc/",
    createContext: ({ req }) => ({ userId: userIdOf(req) }),
  });
  server.listen(port);
  const stopSweep = startSweep();

  const stop = async (): Promise<void> => {
    // Whoever waits for a turn is told to ask again, and will ask another process.
    productImage.close();
    server.close();
    await Promise.all([stopSweep(), productImage.whenIdle()]);
  };
  return { server, stop };
}
