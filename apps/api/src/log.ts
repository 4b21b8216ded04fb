/**
 * The log: JSON lines on stderr.
 * Messages of errors stay out of it: those of databases, parsers and stores quote values (parameters, keys,
 * file names), so an error is told by its names, its codes and where it happened.
 */
import { pino } from "pino";
import { redact } from "./telemetry/redact.ts";

export const logLevels = ["error", "warn", "info", "debug", "silent"] as const;

export type LogLevel = (typeof logLevels)[number];

export type LogFields = Record<string, unknown>;

const logger = pino(
  {
    level: "warn",
    base: null,
    messageKey: "event",
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }), log: redact },
    serializers: { error: describeError, err: describeError },
  },
  {
    // Written before the call returns, so that the last line before a crash is there, too.
    write: (line: string) => {
      process.stderr.write(line);
    },
  },
);

/** For the whole process; `warn` until it is called. */
export function setLogLevel(level: LogLevel): void {
  logger.level = level;
}

/** For what nobody expected. @param event what was being done, e.g. "sweep" */
export function logError(event: string, error: unknown, fields: LogFields = {}): void {
  logger.error({ ...fields, error }, plainText(event));
}

export function logInfo(event: string, fields: LogFields = {}): void {
  logger.info(fields, plainText(event));
}

/** For what is asked for so often that it would hide the rest. */
export function logDebug(event: string, fields: LogFields = {}): void {
  logger.debug(fields, plainText(event));
}

/** A path may be anybody's text, so it is cut to plain letters. */
export function plainText(text: string): string {
  return text.replaceAll(/[^\w .,/-]/g, "?").slice(0, 80);
}

/** @returns names and codes from the error down to its last cause, then the places in the code */
export function describeError(error: unknown): string {
  const chain: string[] = [];
  let current = error;
  let deepest: Error | null = null;
  while (current instanceof Error && chain.length < 5) {
    chain.push(nameWithCodes(current));
    deepest = current;
    current = current.cause;
  }
  const places = deepest ? placesOf(deepest) : [];
  const causes = chain.length > 0 ? chain.join(" < ") : typeof error;
  return places.length > 0 ? `${causes} at ${places.join(" < ")}` : causes;
}

/** Set by Node, Postgres, the AWS SDK and ourselves; identifiers of programs, never of people. */
const codeFields = ["code", "syscall", "constraint", "table"] as const;

function nameWithCodes(error: Error): string {
  const codes = codeFields.flatMap((field) => {
    const value: unknown = Reflect.get(error, field);
    return typeof value === "string" || typeof value === "number" ? [`${field}=${value}`] : [];
  });
  const status: unknown = Reflect.get(Object(Reflect.get(error, "$metadata")), "httpStatusCode");
  if (typeof status === "number") codes.push(`status=${status}`);
  return [error.name, ...codes].join(" ");
}

const maxPlaces = 4;

function placesOf(error: Error): string[] {
  const { message, stack = "" } = error;
  // The stack begins with the message, which may have lines of its own.
  return stack
    .slice(stack.indexOf(message) + message.length)
    .split("\n")
    .flatMap((line) => /^\s+at (.+)$/.exec(line)?.[1] ?? [])
    .slice(0, maxPlaces);
}
