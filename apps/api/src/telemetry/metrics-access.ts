/** Who may read the metrics. */
import type { Env } from "../env.ts";

/** `this-machine`: whoever reaches the server at all · `nobody`: there is no such page */
export type MetricsAccess = { kind: "token"; token: string } | { kind: "this-machine" | "nobody" };

/** A proxy on this machine makes everybody come from this machine, so where there may be one a token is needed. */
export function metricsAccessOf({
  appUrl,
  metricsToken,
  storage,
  trustProxy,
}: Pick<Env, "appUrl" | "metricsToken" | "storage" | "trustProxy">): MetricsAccess {
  if (metricsToken) return { kind: "token", token: metricsToken };
  const isLocal = storage.kind === "embedded" && appUrl === null && !trustProxy;
  return { kind: isLocal ? "this-machine" : "nobody" };
}
