/** Tells a database that cannot be reached from one that answered with an error. */
import { DrizzleQueryError } from "drizzle-orm";

/** Of Node: there was no connection, or it broke. */
const connectionCodes = [
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
];

/**
 * Of Postgres: connection exceptions, no connection left, shutting down or starting up.
 * @see PostgreSQL documentation, "PostgreSQL Error Codes"
 */
const passingState = /^(08...|53300|57P0[1-3])$/;

/** @param error also when it is the cause of others */
export function isDatabaseDown(error: unknown): boolean {
  let current = error;
  for (let depth = 0; current instanceof Error && depth < 8; depth += 1) {
    const { cause } = current;
    if (current instanceof DrizzleQueryError) {
      const code: unknown = Reflect.get(Object(cause), "code");
      // Whatever answers gives a code; the clients themselves give none when a connection is closed or late.
      if (typeof code !== "string") return true;
      return passingState.test(code) || connectionCodes.includes(code);
    }
    current = cause;
  }
  return false;
}
