/** Starts Picket from the environment and stops it on a signal. */
import { fileURLToPath } from "node:url";
import { loadEnvFile, readEnv, type Env } from "./env.ts";
import { describeError } from "./describe-error.ts";
import { logError } from "./log.ts";
import { startApp, type App } from "./start-app.ts";
import { StartError } from "./start-error.ts";

/** Three up from both `src` and `dist`. */
const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));

/** From a signal to the end of the process: less than the 10 s after which Docker kills. */
const maxStopMs = 9500;

// The version of the SDK is pinned to one that runs on the Node we ask for; its advice is for our lockfile.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

process.on("uncaughtException", (error) => {
  logError("uncaught", error);
  process.exit(1);
});

await main().catch((error: unknown) => {
  const reason = error instanceof StartError ? error.message : describeError(error);
  process.stderr.write(`Picket did not start. ${reason}\n`);
  process.exit(1);
});

async function main(): Promise<void> {
  // Another file, or none, for whoever must not meet the settings of this checkout: tests above all.
  loadEnvFile(process.env["ENV_FILE"] || `${projectRoot}.env`, process.env);
  const env = readEnv(process.env, projectRoot);

  let isStarted = false;
  let isStopping = false;
  const starting = startApp(env);
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => giveUp(isStarted), maxStopMs).unref();
    starting
      .then((app) => app.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  const onSignal = (): void => {
    // The second one comes from somebody who does not want to wait.
    if (isStopping) process.exit(1);
    stop();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  // Started with a channel to a parent: when that is gone, nobody is left to stop this.
  process.on("disconnect", stop);

  const app = await starting;
  isStarted = true;
  if (!isStopping) process.stdout.write(welcome(app, env));
}

/** A start can hang, e.g. while another process holds the lock of the migrations, and an end while the database is silent. */
function giveUp(isStarted: boolean): void {
  const seconds = maxStopMs / 1000;
  process.stderr.write(
    isStarted
      ? `Picket was told to stop; not all had ended within ${seconds} s. What was left over is found again by the next start.\n`
      : `Picket was told to stop while it started; that did not end within ${seconds} s, so it ends as it is.\n`,
  );
  process.exit(isStarted ? 0 : 1);
}

function welcome(app: App, env: Env): string {
  const database = env.database.kind === "postgres" ? "your Postgres" : env.dataDir;
  const images = env.storage.kind === "s3" ? `bucket ${env.storage.bucket}` : env.dataDir;
  const lines = [
    ["Open", app.url],
    ...(app.demo ? [["Sign in", `${app.demo.email} / ${app.demo.password}`]] : []),
    ["Data", database === images ? database : `${database}, images in ${images}`],
    ...(env.storage.kind === "embedded"
      ? [["S3", `${new URL(app.bucketUrl).origin} (embedded)`]]
      : []),
    ["Stop", "Ctrl-C"],
  ];
  const rows = lines.map(([name = "", value = ""]) => `  ${name.padEnd(8)} ${value}`);
  return `\nPicket is ready.\n\n${rows.join("\n")}\n\n`;
}
