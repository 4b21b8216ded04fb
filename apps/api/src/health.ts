/** Is the process alive, and can it work? */
import { Hono } from "hono";
import { defaultRetryAfterSeconds } from "./limits/retry-after.ts";
import { logError } from "./log.ts";

export type Checks = Record<string, () => Promise<void>>;

const timeoutMs = 5000;

/** Anybody may ask, and each check costs the database and the store a call. */
const rememberMs = 1000;

/** @param checks what must answer before work makes sense, by the name that is shown */
export function createHealthRoutes(
  checks: Checks,
  nowMs: () => number = () => performance.now(),
): Hono {
  const findFailing = async (): Promise<string[]> => {
    const names = Object.keys(checks);
    const results = await Promise.all(
      Object.entries(checks).map(([name, check]) => isPassing(name, check)),
    );
    return names.filter((_, index) => !results[index]);
  };
  let last: { failing: Promise<string[]>; endsAtMs: number } | null = null;
  const failingOfLate = (): Promise<string[]> => {
    if (!last || last.endsAtMs <= nowMs()) {
      last = { failing: findFailing(), endsAtMs: nowMs() + rememberMs };
    }
    return last.failing;
  };

  const app = new Hono();
  app.get("/healthz", (c) => c.json({ status: "alive" }));
  app.get("/readyz", async (c) => {
    const failing = await failingOfLate();
    return failing.length === 0
      ? c.json({ status: "ready" })
      : c.json({ status: "not ready", failing }, 503, {
          "retry-after": `${defaultRetryAfterSeconds}`,
        });
  });
  return app;
}

async function isPassing(name: string, check: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("No answer in time.")), timeoutMs);
  });
  try {
    await Promise.race([check(), timeout]);
    return true;
  } catch (error) {
    logError(`readiness of ${name}`, error);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
