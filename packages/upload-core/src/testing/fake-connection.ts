/** A line that a test cuts and mends. */
import type { Connection } from "../client/connection.ts";

export type FakeConnection = Connection & { setOnline: (isOnline: boolean) => void };

/** Online, until it is told otherwise. */
export function createFakeConnection(): FakeConnection {
  const checks = new Set<() => void>();
  let isOnlineNow = true;
  return {
    isOnline: () => isOnlineNow,
    watch: (check, signal) => {
      checks.add(check);
      signal.addEventListener("abort", () => checks.delete(check));
    },
    setOnline: (isOnline) => {
      isOnlineNow = isOnline;
      for (const check of checks) check();
    },
  };
}
