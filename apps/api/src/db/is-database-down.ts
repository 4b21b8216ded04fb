/** Tells a database that is away, late or out of something from one that answered with an error of ours. */
import { isUploadError } from "@picket/upload-core";

/** Of Node: there was no connection, or it broke. */
const connectionCodes = [
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
];

/**
 * Of Postgres: connection exceptions; no connection, memory or disk left; a lock, a statement or a transaction that
 * took longer than it may; shutting down or starting up.
 * @see PostgreSQL documentation, "PostgreSQL Error Codes"
 */
const passingState = /^(08...|53...|55P03|57014|25P03|57P0[1-3]|57P05)$/;

/** What the clients themselves say of a connection. They give no code, so their words are all there is to go by. */
const clientMessages = new Set([
  // pg
  "Client has encountered a connection error and is not queryable",
  "Client was closed and is not queryable",
  "Connection terminated",
  "Connection terminated unexpectedly",
  "Query read timeout",
  "timeout expired",
  // pg-pool
  "Cannot use a pool after calling end on the pool",
  "Connection terminated due to connection timeout",
  "timeout exceeded when trying to connect",
  // PGlite
  "PGlite is closed",
  "PGlite is closing",
]);

/**
 * Whatever else goes wrong, also inside a client, is a fault: it would go wrong again.
 * @param error also when it is the cause of others; not one that says of itself what it is
 */
export function isDatabaseDown(error: unknown): boolean {
  let current = error;
  for (let depth = 0; current instanceof Error && depth < 8; depth += 1) {
    // The store's connections break with the same codes; what nobody expected says nothing of its cause.
    if (isUploadError(current) && current.code !== "INTERNAL") return false;
    if (isPassing(current)) return true;
    current = current.cause;
  }
  return false;
}

function isPassing(error: Error): boolean {
  const code: unknown = Reflect.get(error, "code");
  if (typeof code === "string") return passingState.test(code) || connectionCodes.includes(code);
  return clientMessages.has(error.message);
}
