/** Tells foreign errors apart by their codes, never by what they say. */

/** @param code as Node and Postgres set it, e.g. "EEXIST" */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && Reflect.get(error, "code") === code;
}
