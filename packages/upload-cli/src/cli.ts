#!/usr/bin/env node
/** The command `picket`. */
import { readFileSync } from "node:fs";
import { CommandError } from "./command-error.ts";
import { help } from "./help.ts";
import { readArgs } from "./read-args.ts";
import { runUpload } from "./run-upload.ts";
import type { StopSignal } from "./summary.ts";

const { stdout, stderr } = process;
const stop = new AbortController();
const exitCodes: Record<StopSignal, number> = { SIGINT: 130, SIGTERM: 143 };

// Stays there: a listener that takes itself away lets others that listen end the process at once.
const onSignal = (signal: StopSignal): void => {
  // The second one comes from somebody who does not want to wait.
  if (stop.signal.aborted) process.exit(exitCodes[signal]);
  stop.abort(signal);
};
process.on("SIGINT", onSignal);
process.on("SIGTERM", onSignal);
// Whoever read the output has gone, e.g. `head`.
stdout.on("error", () => process.exit(2));

const exitCode = await main().catch(explain);
// Connections that are kept alive, and timers, would keep it waiting.
stdout.write("", () => process.exit(exitCode));

async function main(): Promise<number> {
  const command = readArgs(process.argv.slice(2), process.env);
  switch (command.name) {
    case "help":
      stdout.write(help);
      return 0;
    case "version":
      stdout.write(`${readVersion()}\n`);
      return 0;
    case "upload":
      return runUpload(command, { stdout, env: process.env, signal: stop.signal });
  }
}

function explain(error: unknown): number {
  if (stop.signal.aborted) {
    stderr.write("Stopped before anything was sent.\n");
    // Only ever aborted with one of these.
    return exitCodes[stop.signal.reason as StopSignal];
  }
  const message =
    error instanceof CommandError
      ? error.message
      : `Something went wrong that should not: ${error instanceof Error ? error.stack : String(error)}`;
  stderr.write(`picket: ${message}\n`);
  return 2;
}

function readVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
