/**
 * Why a change of the catalogue was not made; the edge turns it into an error.
 * `missing` there is none, or it is another shop's · `forbidden` theirs, but not with their role ·
 * `full` there is no room for another · `invalid` what was asked for makes no sense here
 */
export type Refused = { status: "missing" | "forbidden" | "full" | "invalid" };
