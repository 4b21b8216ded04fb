/** A time that nobody knows exactly, as exact as it deserves, so that it does not flicker. */

type TimeLeft = { unit: "moment" | "second" | "minute" | "hour"; count: number };

/** @returns rounded up: a wait that ends early is no disappointment */
export function roundTimeLeft(seconds: number): TimeLeft {
  if (seconds <= 5) return { unit: "moment", count: 1 };
  if (seconds <= 60) return { unit: "second", count: Math.ceil(seconds / 5) * 5 };
  if (seconds <= 3600) return { unit: "minute", count: Math.ceil(seconds / 60) };
  return { unit: "hour", count: Math.ceil(seconds / 3600) };
}
