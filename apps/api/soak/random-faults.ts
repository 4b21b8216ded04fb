/** Faults for a proxy, drawn at random: which requests they strike, and how. */
import type { Fault, FaultRule } from "@picket/fault-lab";
import type { Random } from "./random.ts";

/** Of everybody: connections that break, servers that are busy, answers that are lost, requests that come twice. */
const anywhere = (random: Random): Fault =>
  random.pick<Fault>([
    { type: "cut", at: 0 },
    { type: "cut", at: random.next() },
    { type: "cut", at: 1 },
    { type: "lose-answer" },
    { type: "close" },
    { type: "duplicate" },
    { type: "slow", bytesPerSecond: 50_000 },
  ]);

const statusFault = (random: Random, statuses: number[], code?: string): Fault => ({
  type: "answer",
  status: random.pick(statuses),
  ...(code !== undefined && { code }),
});

/** As storage has them, for posts of browsers and for what the server does. */
export function storageFault(random: Random): Fault {
  const isOwn = random.next() < 0.3;
  return isOwn ? statusFault(random, [500, 503], "SlowDown") : anywhere(random);
}

/** As an API behind proxies has them. */
export function apiFault(random: Random): Fault {
  return random.next() < 0.3 ? statusFault(random, [502, 503, 504]) : anywhere(random);
}

/** @returns rules that strike each of so many requests with the chance of `share` */
export function drawRules(
  random: Random,
  { share, requests, draw }: { share: number; requests: number; draw: (random: Random) => Fault },
): FaultRule[] {
  const struck: FaultRule[] = [];
  for (let request = 0; request < requests; request += 1) {
    if (random.next() >= share) continue;
    // What an earlier rule struck is not counted by a later one.
    struck.push({ skip: request - struck.length, times: 1, fault: draw(random) });
  }
  return struck;
}
