/** The English words of the page. */
import { formatPart } from "./format-size.ts";
import { roundTimeLeft } from "./round-time-left.ts";

// American English would put a comma before "or".
const locale = "en-GB";

export const english = {
  locale,
  total: {
    label: "All photos",
    amounts: (sizes: { partBytes: number; wholeBytes: number }) => {
      const { part, whole } = formatPart(sizes, locale);
      return `${part} of ${whole}`;
    },
    speed: (amount: string) => `${amount}/s`,
    timeLeft: (seconds: number) => {
      const { unit, count } = roundTimeLeft(seconds);
      if (unit === "moment") return "a few seconds left";
      const units = { second: "s", minute: "min", hour: "h" };
      return `about ${count} ${units[unit]} left`;
    },
    finishing: "All sent, finishing…",
  },
};

/** What every language has. */
export type Words = typeof english;
