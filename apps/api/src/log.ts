/** The log: JSON lines on stderr. */
import { pino } from "pino";
import { describeError } from "./describe-error.ts";
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
  logger.error({ ...fields, error: describeError(error) }, plainText(event));
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
