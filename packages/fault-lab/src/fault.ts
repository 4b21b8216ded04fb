/** What can go wrong on purpose, and when. Shares run 0–1 and count from the request's Content-Length. */

export type Fault =
  /** so much of the body reaches the target, then both connections are reset */
  | { type: "cut"; at: number }
  /** all of it reaches the target, whose answer is dropped; then the connection is reset */
  | { type: "lose-answer" }
  /** nothing is read after so much of the body, and nothing happens any more */
  | { type: "stall"; at: number }
  /** everything is read, nothing is passed on, nothing is answered */
  | { type: "black-hole" }
  /** so much of the body reaches the target, the rest once the promise resolves */
  | { type: "pause"; at: number; until: Promise<unknown> }
  /** the body trickles to the target */
  | { type: "slow"; bytesPerSecond: number }
  /** the target does not hear of it */
  | HttpAnswer
  /** the target's answer, and the one to a preflight, lose what lets a page of another origin read them */
  | { type: "no-cors" }
  /** one bit of the body is turned over */
  | { type: "corrupt"; at: number }
  /** the target gets it twice, on two connections; the answer to the first is passed on */
  | { type: "duplicate" }
  /** passed on once the promise resolves */
  | { type: "hold"; until: Promise<unknown> }
  /** all of it reaches the target, whose answer is passed on once the promise resolves */
  | { type: "hold-answer"; until: Promise<unknown> }
  /** the answer ends the connection, so that the next request opens its own */
  | { type: "close" };

/** An answer of the proxy's own, given once the whole request was read. */
export type HttpAnswer = {
  type: "answer";
  status: number;
  headers?: Record<string, string>;
  /** the code in S3's XML */
  code?: string;
  /** instead of S3's XML; empty without either */
  body?: string;
  /** false: without the headers that let a page of another origin read it */
  cors?: boolean;
};

/** Which requests; what is left out matches all. */
export type RequestMatch = {
  method?: string;
  /** without the query */
  path?: string | RegExp;
  /** connections count from 1 */
  connection?: number;
};

/**
 * Preflights (OPTIONS) are let through but by a rule that names their method, and by `no-cors`:
 * a browser whose preflight fails never sends the request that a rule is about.
 */
export type FaultRule = RequestMatch & {
  /** lets so many matching requests through first; one that an earlier rule struck is not counted */
  skip?: number;
  /** strikes so many after those; all when left out */
  times?: number;
  fault: Fault;
};

export type SeenRequest = {
  method: string;
  /** without the query */
  path: string;
  connection: number;
  /** what struck it */
  fault: Fault["type"] | null;
  /** of the answer as the client got it; null without one */
  status: number | null;
};

export function matches(
  { method, path, connection }: RequestMatch,
  request: Pick<SeenRequest, "method" | "path" | "connection">,
): boolean {
  if (method !== undefined && method !== request.method) return false;
  if (connection !== undefined && connection !== request.connection) return false;
  return typeof path === "string" ? path === request.path : (path?.test(request.path) ?? true);
}

/** @returns the fault for the next request, by the first rule that has one left for it */
export function createJudge(
  rules: readonly FaultRule[],
): (request: Pick<SeenRequest, "method" | "path" | "connection">) => Fault | null {
  const counted = rules.map((rule) => ({ rule, seen: 0 }));
  return (request) => {
    for (const entry of counted) {
      const { rule } = entry;
      const { skip = 0, times = Infinity, fault } = rule;
      if (request.method === "OPTIONS" && rule.method !== "OPTIONS") {
        // Preflights do not count, or `times` would be used up before the request itself.
        if (fault.type === "no-cors" && matches({ ...rule, method: "OPTIONS" }, request))
          return fault;
        continue;
      }
      if (!matches(rule, request)) continue;
      entry.seen += 1;
      if (entry.seen > skip && entry.seen <= skip + times) return fault;
    }
    return null;
  };
}
