/** The command line and the environment, read and checked. */
import { parseArgs } from "node:util";
import { CommandError } from "./command-error.ts";

export type Account =
  | { kind: "password"; email: string; password: string }
  | { kind: "cookie"; cookie: string };

export type UploadCommand = {
  name: "upload";
  /** folders and files, at least one */
  paths: string[];
  /** without a slash at its end */
  url: string;
  account: Account;
  /** of the upload's procedures, e.g. `uploads.productImage` */
  route: string;
  /** what the route takes, e.g. `{ productId }` */
  input: unknown;
  isRecursive: boolean;
  isDryRun: boolean;
  /** uploads what the journal knows, too */
  isAgain: boolean;
  isJson: boolean;
  concurrency: number;
};

export type Command = UploadCommand | { name: "help" } | { name: "version" };

type Environment = Record<string, string | undefined>;

/**
 * @param args without the program's own name
 * @throws CommandError with what is wrong about them
 */
export function readArgs(args: string[], env: Environment): Command {
  const { values, positionals } = parse(args);
  const [name, ...paths] = positionals;
  if (values.help) return { name: "help" };
  if (values.version) return { name: "version" };
  if (name === undefined) throw new CommandError("What shall be done? See picket --help.");
  if (name !== "upload") {
    throw new CommandError(`"${name}" is no command; there is picket upload. See picket --help.`);
  }
  if (paths.length === 0) throw new CommandError("Name a folder or files. See picket --help.");
  return {
    name,
    paths,
    url: readUrl(values.url ?? (env["PICKET_URL"] || "http://localhost:3000")),
    account: readAccount(env),
    route: readRoute(values.route),
    input: readInput(values),
    isRecursive: values.recursive,
    isDryRun: values["dry-run"],
    isAgain: values.again,
    isJson: values.json,
    concurrency: readConcurrency(values.concurrency),
  };
}

const options = {
  again: { type: "boolean", default: false },
  concurrency: { type: "string", default: "3" },
  "dry-run": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  input: { type: "string" },
  json: { type: "boolean", default: false },
  product: { type: "string" },
  recursive: { type: "boolean", short: "r", default: false },
  route: { type: "string", default: "uploads.productImage" },
  url: { type: "string" },
  version: { type: "boolean", default: false },
} as const;

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (cause) {
    // Node's own sentences; those after the first are about `--`, which nobody means.
    const [sentence] = (cause instanceof Error ? cause.message : String(cause)).split(". ");
    throw new CommandError(`${sentence?.replace(/\.$/, "")}. See picket --help.`, { cause });
  }
}

function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CommandError(`"${text}" is no address such as https://shop.example.`);
  }
  if (url.username || url.password) {
    throw new CommandError("No password in the address: use PICKET_EMAIL and PICKET_PASSWORD.");
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function readAccount(env: Environment): Account {
  const { PICKET_EMAIL: email, PICKET_PASSWORD: password, PICKET_COOKIE: cookie } = env;
  if (cookie) return { kind: "cookie", cookie };
  if (email && password) return { kind: "password", email, password };
  throw new CommandError(
    "Who are you? Set PICKET_EMAIL and PICKET_PASSWORD, or PICKET_COOKIE, in the environment.",
  );
}

function readRoute(text: string): string {
  if (/^\w+(\.\w+)*$/.test(text)) return text;
  throw new CommandError(`--route "${text}" is no path such as uploads.productImage.`);
}

function readInput({ product, input }: { product?: string; input?: string }): unknown {
  if ((product === undefined) === (input === undefined)) {
    throw new CommandError("Say --product <id>, or --input with JSON; one of the two.");
  }
  if (input === undefined) return { productId: product };
  try {
    return JSON.parse(input);
  } catch (cause) {
    throw new CommandError(`--input is no JSON: ${input}`, { cause });
  }
}

function readConcurrency(text: string): number {
  const concurrency = Number(text);
  if (/^\d+$/.test(text) && concurrency >= 1 && concurrency <= 10) return concurrency;
  throw new CommandError(`--concurrency "${text}" is no number from 1 to 10.`);
}
