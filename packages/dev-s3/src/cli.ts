#!/usr/bin/env node
/** dev-s3 on its own: `picket-dev-s3 --port 9100 --dir some/folder`. */
import { parseArgs } from "node:util";
import { createDevS3 } from "./dev-s3.ts";

const help = `Usage: picket-dev-s3 --dir FOLDER [options]

An S3 for development and tests that refuses what S3 refuses, on 127.0.0.1 only.

  --dir FOLDER            where the data lies, created if missing
  --port PORT             default 9000; 0 takes any free one
  --bucket NAME           default picket
  --public-prefix PREFIX  keys under it are readable by everybody; repeatable
  --cors-origin ORIGIN    origin that may upload from a browser; repeatable, default "*"
  --help                  this text

Prints ENDPOINT=, REGION=, BUCKET=, ACCESS_KEY= and SECRET_KEY=, one a line, then serves until stopped.
`;

try {
  await run();
} catch (error) {
  process.stderr.write(`dev-s3: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      bucket: { type: "string", default: "picket" },
      "cors-origin": { type: "string", multiple: true, default: ["*"] },
      dir: { type: "string" },
      help: { type: "boolean", default: false },
      port: { type: "string", default: "9000" },
      "public-prefix": { type: "string", multiple: true },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  if (values.dir === undefined) throw new Error("--dir FOLDER is missing. See --help.");
  const publicPrefixes = values["public-prefix"];
  const bucket = {
    name: values.bucket,
    corsOrigins: values["cors-origin"],
    ...(publicPrefixes === undefined ? {} : { publicReadPrefixes: publicPrefixes }),
  };
  const port = readPort(values.port);
  const server = await createDevS3({ dir: values.dir, port, buckets: [bucket] });
  // Once only: a second signal ends the process at once, as usual.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.close());
  }
  process.stdout.write(
    [
      `ENDPOINT=${server.endpoint}`,
      `REGION=${server.region}`,
      `BUCKET=${bucket.name}`,
      `ACCESS_KEY=${server.credentials.accessKeyId}`,
      `SECRET_KEY=${server.credentials.secretAccessKey}`,
      "",
    ].join("\n"),
  );
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Error(`--port "${text}" is not a port number (0 to 65535).`);
}
