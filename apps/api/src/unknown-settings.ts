/** Finds misspelled settings: a typo such as S3_BUKET must not pass in silence. */

/** Names that begin so are ours; all others belong to somebody else. */
const ownPrefixes = [
  "S3_",
  "DEV_S3_",
  "PICKET_",
  "IMAGE_MAX_",
  "AUTH_SECRET",
  "METRICS_",
  "RATE_LIMIT_",
  "SHOP_MAX_",
];

/** @returns one sentence for each name that looks like ours and is not */
export function unknownSettings(given: string[], known: string[]): string[] {
  return given
    .filter((name) => ownPrefixes.some((prefix) => name.startsWith(prefix)))
    .filter((name) => !known.includes(name))
    .map((name) => {
      const nearest = known.find((candidate) => isSlip(name, candidate));
      return `${name} is not known.${nearest ? ` Is it ${nearest}?` : ""}`;
    });
}

/** Are the two the same but for one or two letters in one place? */
function isSlip(name: string, candidate: string): boolean {
  const shorter = Math.min(name.length, candidate.length);
  let start = 0;
  while (start < shorter && name[start] === candidate[start]) start += 1;
  let end = 0;
  while (end < shorter - start && name.at(-1 - end) === candidate.at(-1 - end)) end += 1;
  return Math.max(name.length, candidate.length) - start - end <= 2;
}
