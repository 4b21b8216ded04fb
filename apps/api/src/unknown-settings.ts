/** Finds misspelled settings: a typo such as S3_BUKET must not pass in silence. */

/** Names that begin so are ours. Others belong to somebody else, unless they are one of ours but for a slip of the hand. */
const ownPrefixes = [
  "S3_",
  "DEV_S3_",
  "PICKET_",
  "PUBLIC_IMAGE_",
  "IMAGE_MAX_",
  "AUTH_SECRET",
  "METRICS_",
  "RATE_LIMIT_",
  "SHOP_MAX_",
  "TICKETS_",
];

/** Of shorter names, such as PORT, too many others are one slip away. */
const minSlipLength = 7;

/** @returns one sentence for each name that looks like ours and is not */
export function unknownSettings(given: readonly string[], known: readonly string[]): string[] {
  return given
    .filter((name) => !known.includes(name))
    .filter(
      (name) =>
        ownPrefixes.some((prefix) => name.startsWith(prefix)) ||
        known.some((candidate) => candidate.length >= minSlipLength && isSlip(name, candidate)),
    )
    .map((name) => {
      const nearest = known.find((candidate) => isNear(name, candidate));
      return `${name} is not known.${nearest ? ` Is it ${nearest}?` : ""}`;
    });
}

/** Are the two the same but for one letter too many, too few or wrong, or two that changed places? */
function isSlip(name: string, candidate: string): boolean {
  const [one = "", other = ""] = difference(name, candidate);
  const isSwap = one.length === 2 && one === other.split("").toReversed().join("");
  return isSwap || Math.max(one.length, other.length) === 1;
}

/** Are the two the same but for one or two letters in one place? */
function isNear(name: string, candidate: string): boolean {
  return difference(name, candidate).every(({ length }) => length <= 2);
}

/** @returns what is left of each without what both begin and end with */
function difference(name: string, candidate: string): string[] {
  const shorter = Math.min(name.length, candidate.length);
  let start = 0;
  while (start < shorter && name[start] === candidate[start]) start += 1;
  let end = 0;
  while (end < shorter - start && name.at(-1 - end) === candidate.at(-1 - end)) end += 1;
  return [name, candidate].map((text) => text.slice(start, text.length - end));
}
