/** The settings, read once at start; `.env.example` explains each. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { imageTypes, type ImageType } from "@picket/upload-core";
import { z } from "zod";
import { hasCode } from "./error-code.ts";
import type { RateLimitSettings } from "./limits/rate-limits.ts";
import type { ShopQuota } from "./limits/shop-quota.ts";
import { describeError } from "./describe-error.ts";
import { logLevels, type LogLevel } from "./log.ts";
import { StartError } from "./start-error.ts";
import { unknownSettings } from "./unknown-settings.ts";

export type S3Settings = {
  bucket: string;
  region: string;
  endpoint: string | null;
  /** where the browser reaches the store, when that differs from `endpoint` */
  publicEndpoint: string | null;
  forcePathStyle: boolean;
  /** null: the SDK's own chain finds them */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | null;
};

export type Env = {
  /** 0 takes any free one */
  port: number;
  /** origin under which people reach the page; null means this machine alone */
  appUrl: string | null;
  trustProxy: boolean;
  dataDir: string;
  database: { kind: "embedded" } | { kind: "postgres"; url: string };
  storage: { kind: "embedded"; port: number } | ({ kind: "s3" } & S3Settings);
  /** without a slash at its end; null means the bucket's own URL */
  publicImageBaseUrl: string | null;
  imageTypes: ImageType[];
  maxImageBytes: number;
  maxImagePixels: number;
  rateLimits: RateLimitSettings;
  /** of one person, in one process */
  maxOpenTickets: number;
  shopQuota: ShopQuota;
  logLevel: LogLevel;
  /** null: `/metrics` is for this machine alone, and not there when others can reach the server */
  metricsToken: string | null;
  /** null only with embedded storage, which makes its own */
  claimSecret: string | null;
  authSecret: string | null;
};

/**
 * Fills in what `.env` says and the environment does not. All of it, not our settings alone:
 * the AWS SDK and the Postgres client look for variables of their own.
 * @param file need not exist
 * @param variables `process.env`; what it has and is not empty stays
 * @throws StartError when there is something of that name that cannot be read
 */
export function loadEnvFile(file: string, variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(parseEnv(readEnvFile(file)))) {
    if (value && !variables[name]) variables[name] = value;
  }
}

/**
 * @param variables as in `process.env`; an empty one counts as not set
 * @param projectRoot what a relative `DATA_DIR` starts from
 * @throws StartError that names everything wrong at once
 */
export function readEnv(variables: Record<string, string | undefined>, projectRoot: string): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
  const parsed = envSchema.safeParse(given);
  const problems = [
    ...unknownSettings(Object.keys(given), settingNames),
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")} ${issue.message}.`),
    ...missingSettings(given),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new StartError(["The settings need a change:", ...problems].join("\n  "));
  }
  const values = parsed.data;
  return {
    port: values.PORT,
    appUrl: values.APP_URL ?? null,
    trustProxy: values.TRUST_PROXY,
    dataDir: path.resolve(projectRoot, values.DATA_DIR),
    database: values.DATABASE_URL
      ? { kind: "postgres", url: values.DATABASE_URL }
      : { kind: "embedded" },
    storage: values.S3_BUCKET
      ? { kind: "s3", ...s3Settings(values, values.S3_BUCKET) }
      : { kind: "embedded", port: values.DEV_S3_PORT },
    publicImageBaseUrl: values.PUBLIC_IMAGE_BASE_URL ?? null,
    imageTypes: values.IMAGE_TYPES ?? [...imageTypes],
    maxImageBytes: values.IMAGE_MAX_BYTES,
    maxImagePixels: values.IMAGE_MAX_PIXELS,
    rateLimits: {
      tickets: values.RATE_LIMIT_TICKETS,
      completions: values.RATE_LIMIT_COMPLETIONS,
      signIns: values.RATE_LIMIT_SIGN_INS,
    },
    logLevel: values.LOG_LEVEL ?? (values.S3_BUCKET ? "info" : "warn"),
    metricsToken: values.METRICS_TOKEN ?? null,
    maxOpenTickets: values.TICKETS_MAX_OPEN,
    shopQuota: { maxImages: values.SHOP_MAX_IMAGES, maxBytes: values.SHOP_MAX_BYTES },
    claimSecret: values.PICKET_SECRET ?? null,
    authSecret: values.AUTH_SECRET ?? null,
  };
}

function readEnvFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) return "";
    const problem = hasCode(cause, "EISDIR")
      ? "is a folder where a file should be (Docker makes one for a file that it cannot find). Put the file there, or remove the folder."
      : `cannot be read: ${describeError(cause).split(" at ")[0]}. Let this user read it, or remove it.`;
    throw new StartError(`${file} ${problem}`, { cause });
  }
}

const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z
    .string()
    .regex(/^\d{1,15}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

const url = (protocol: RegExp, like: string) =>
  z.url({ protocol, error: `must look like ${like}` });

const webUrl = (like: string) =>
  url(/^https?$/, like).transform((value) => value.replace(/\/+$/, ""));

const yesOrNo = z.stringbool({ error: "must be true or false" });

// Signs with what was given, to the last blank: only the count leaves those at its ends out.
const secret = z
  .string()
  .refine((value) => value.trim().length >= 32, "needs at least 32 characters besides blanks");

const typeList = z.string().transform((value, context): ImageType[] => {
  const names = new Set(value.split(",").map((name) => name.trim()));
  const types = imageTypes.filter((type) => names.has(type));
  if (types.length === names.size) return types;
  context.addIssue({ code: "custom", message: `must be some of ${imageTypes.join(",")}` });
  return z.NEVER;
});

const envSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  APP_URL: url(/^https?$/, "https://shop.example")
    .transform((value) => new URL(value).origin)
    .optional(),
  TRUST_PROXY: yesOrNo.default(false),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: url(/^postgres(ql)?$/, "postgres://user:password@host:5432/name").optional(),
  DEV_S3_PORT: wholeNumber(0, 65_535).default(9000),
  S3_ENDPOINT: webUrl("https://s3.example").optional(),
  S3_PUBLIC_ENDPOINT: webUrl("https://s3.example").optional(),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().optional(),
  S3_FORCE_PATH_STYLE: yesOrNo.optional(),
  AWS_REGION: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  PUBLIC_IMAGE_BASE_URL: webUrl("https://images.example").optional(),
  IMAGE_TYPES: typeList.optional(),
  IMAGE_MAX_BYTES: wholeNumber(1, 1024 ** 3).default(15 * 1024 * 1024),
  // What a decoder has memory for.
  IMAGE_MAX_PIXELS: wholeNumber(1, 50_000_000).default(50_000_000),
  RATE_LIMIT_TICKETS: wholeNumber(1, 1_000_000_000).default(600),
  RATE_LIMIT_COMPLETIONS: wholeNumber(1, 1_000_000_000).default(1200),
  RATE_LIMIT_SIGN_INS: wholeNumber(1, 1_000_000_000).default(20),
  TICKETS_MAX_OPEN: wholeNumber(1, 1_000_000_000).default(300),
  SHOP_MAX_IMAGES: wholeNumber(1, 2_000_000_000).default(100_000),
  SHOP_MAX_BYTES: wholeNumber(1).default(100 * 1024 ** 3),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).optional(),
  METRICS_TOKEN: z.string().min(16, "needs at least 16 characters").optional(),
  PICKET_SECRET: secret.optional(),
  AUTH_SECRET: secret.optional(),
});

/** Every variable that is read, or that the AWS SDK reads and we ask for. */
export const settingNames: readonly string[] = Object.keys(envSchema.shape);

function s3Settings(values: z.infer<typeof envSchema>, bucket: string): S3Settings {
  const accessKeyId = values.AWS_ACCESS_KEY_ID;
  const secretAccessKey = values.AWS_SECRET_ACCESS_KEY;
  const sessionToken = values.AWS_SESSION_TOKEN;
  return {
    bucket,
    region: values.S3_REGION ?? values.AWS_REGION ?? "us-east-1",
    endpoint: values.S3_ENDPOINT ?? null,
    publicEndpoint: values.S3_PUBLIC_ENDPOINT ?? null,
    // Stores with an endpoint of their own rarely have a host name for each bucket; AWS always does.
    forcePathStyle: values.S3_FORCE_PATH_STYLE ?? values.S3_ENDPOINT !== undefined,
    credentials:
      accessKeyId && secretAccessKey
        ? { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
        : null,
  };
}

/** What real storage cannot do without; no default secret is ever used with it. */
function missingSettings(given: Record<string, unknown>): string[] {
  const problems: string[] = [];
  const isReal = Object.keys(given).some((name) => name.startsWith("S3_"));
  if (isReal) {
    const required = ["S3_BUCKET", "PICKET_SECRET", "AUTH_SECRET"];
    if (!given["S3_ENDPOINT"] && !given["AWS_REGION"]) required.push("S3_REGION");
    const missing = required.filter((name) => !given[name]);
    problems.push(...missing.map((name) => `${name} is missing; storage of your own needs it.`));
  }
  const [id, key] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
  if (isReal && Boolean(given[id]) !== Boolean(given[key])) {
    problems.push(`${given[id] ? key : id} is missing; the two come as a pair.`);
  }
  return problems;
}
