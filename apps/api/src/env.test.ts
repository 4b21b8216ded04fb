import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadEnvFile, readEnv, settingNames, type Env } from "./env.ts";
import { StartError } from "./start-error.ts";

const secrets = { PICKET_SECRET: "p".repeat(32), AUTH_SECRET: "a".repeat(32) };
const real = { S3_BUCKET: "photos", S3_REGION: "eu-central-1", ...secrets };

function read(variables: Record<string, string | undefined>): Env {
  return readEnv(variables, "/project");
}

function problemsOf(variables: Record<string, string>): string {
  try {
    read(variables);
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  throw new Error("The settings were accepted.");
}

test("nothing needs to be set for the embedded default", () => {
  expect(read({ HOME: "/home/somebody", NODE_ENV: "production" })).toEqual({
    port: 3000,
    appUrl: null,
    trustProxy: false,
    dataDir: path.resolve("/project/.data"),
    database: { kind: "embedded" },
    storage: { kind: "embedded", port: 9000 },
    publicImageBaseUrl: null,
    imageTypes: ["image/jpeg", "image/png", "image/webp", "image/avif"],
    maxImageBytes: 15 * 1024 * 1024,
    maxImagePixels: 50_000_000,
    maxOpenTickets: 300,
    rateLimits: { tickets: 600, completions: 1200, signIns: 20 },
    logLevel: "warn",
    metricsToken: null,
    shopQuota: { maxImages: 100_000, maxBytes: 100 * 1024 ** 3 },
    claimSecret: null,
    authSecret: null,
  });
});

test("an empty value counts as not set", () => {
  expect(read({ PORT: "", S3_BUCKET: "", S3_BUKET: "", DATABASE_URL: "" })).toEqual(read({}));
});

test("a secret is taken to the last blank", () => {
  const PICKET_SECRET = `${"p".repeat(32)} `;
  expect(read({ PICKET_SECRET }).claimSecret).toBe(PICKET_SECRET);
});

test("a relative data folder starts from the project, an absolute one is taken as it is", () => {
  expect(read({ DATA_DIR: "var/picket" }).dataDir).toBe(path.resolve("/project/var/picket"));
  expect(read({ DATA_DIR: "/srv/picket" }).dataDir).toBe(path.resolve("/srv/picket"));
});

describe("storage of one's own", () => {
  test("on AWS uses the bucket's own host and the SDK's own credentials", () => {
    expect(read(real).storage).toEqual({
      kind: "s3",
      bucket: "photos",
      region: "eu-central-1",
      endpoint: null,
      publicEndpoint: null,
      forcePathStyle: false,
      credentials: null,
    });
  });

  test("behind an endpoint uses path style unless told otherwise", () => {
    const endpoint = {
      S3_ENDPOINT: "https://ceph.example/",
      S3_PUBLIC_ENDPOINT: "https://s3.example",
    };
    expect(read({ ...real, ...endpoint }).storage).toMatchObject({
      endpoint: "https://ceph.example",
      publicEndpoint: "https://s3.example",
      forcePathStyle: true,
    });
    const told = { ...real, ...endpoint, S3_FORCE_PATH_STYLE: "false" };
    expect(read(told).storage).toMatchObject({ forcePathStyle: false });
  });

  test("takes a key, with its session token when it is a temporary one", () => {
    const key = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key" };
    expect(read({ ...real, ...key }).storage).toMatchObject({
      credentials: { accessKeyId: "id", secretAccessKey: "key" },
    });
    expect(read({ ...real, ...key, AWS_SESSION_TOKEN: "token" }).storage).toMatchObject({
      credentials: { accessKeyId: "id", secretAccessKey: "key", sessionToken: "token" },
    });
  });

  test("names all that is missing at once", () => {
    const problems = problemsOf({ S3_ENDPOINT: "http://localhost:9100", AWS_ACCESS_KEY_ID: "id" });
    for (const name of ["S3_BUCKET", "PICKET_SECRET", "AUTH_SECRET", "AWS_SECRET_ACCESS_KEY"]) {
      expect(problems).toContain(`${name} is missing`);
    }
  });

  test("needs to know its region on AWS, which may come from the SDK's own variable", () => {
    const { S3_REGION: _, ...elsewhere } = real;
    expect(problemsOf(elsewhere)).toContain("S3_REGION is missing");
    const { storage } = read({ ...elsewhere, AWS_REGION: "us-west-2" });
    expect(storage).toMatchObject({ region: "us-west-2" });
  });
});

describe("what cannot be right", () => {
  test.each([
    ["PORT", "http"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["DEV_S3_PORT", "9e3"],
    ["APP_URL", "shop.example"],
    ["DATABASE_URL", "mysql://localhost/shop"],
    ["PUBLIC_IMAGE_BASE_URL", "ftp://images.example"],
    ["IMAGE_MAX_BYTES", "15 MB"],
    ["IMAGE_MAX_PIXELS", "0"],
    ["IMAGE_MAX_PIXELS", "50000001"],
    ["IMAGE_TYPES", "image/jpeg,image/gif"],
    ["IMAGE_TYPES", ","],
    ["RATE_LIMIT_TICKETS", "0"],
    ["SHOP_MAX_BYTES", "100 GiB"],
    ["LOG_LEVEL", "loud"],
    ["METRICS_TOKEN", "short"],
    ["TRUST_PROXY", "perhaps"],
    ["PICKET_SECRET", "short"],
    ["AUTH_SECRET", "short"],
  ])("%s=%s is named", (name, value) => {
    expect(problemsOf({ [name]: value })).toContain(`\n  ${name} `);
  });

  test("is a secret made long by blanks", () => {
    const blanks = "\t \n ".repeat(10);
    const problems = problemsOf({ PICKET_SECRET: blanks, AUTH_SECRET: `short${blanks}` });
    for (const name of ["PICKET_SECRET", "AUTH_SECRET"]) {
      expect(problems).toContain(`${name} needs at least 32 characters besides blanks`);
    }
  });

  test("is named all at once, without the value of any secret", () => {
    const problems = problemsOf({ PORT: "x", AUTH_SECRET: "hunter2", IMAGE_MAX_BYTES: "y" });
    expect(problems.split("\n")).toHaveLength(4);
    expect(problems).not.toContain("hunter2");
  });

  test.each([
    ["S3_BUKET", "S3_BUCKET"],
    ["S3_REGOIN", "S3_REGION"],
    ["IMAGE_MAX_BYTE", "IMAGE_MAX_BYTES"],
    ["RATE_LIMIT_TICKET", "RATE_LIMIT_TICKETS"],
    ["DEV_S3_PROT", "DEV_S3_PORT"],
    ["AUTH_SECRETS", "AUTH_SECRET"],
    ["DATABASE_URI", "DATABASE_URL"],
    ["DATABASE_ULR", "DATABASE_URL"],
    ["PUBLIC_IMAGE_BASEURL", "PUBLIC_IMAGE_BASE_URL"],
    ["DATA_DIRS", "DATA_DIR"],
    ["APP_ULR", "APP_URL"],
    ["TRUST_PROXI", "TRUST_PROXY"],
    ["LOG_LEVE", "LOG_LEVEL"],
    ["IMAGE_TYPE", "IMAGE_TYPES"],
    ["AWS_ACESS_KEY_ID", "AWS_ACCESS_KEY_ID"],
  ])("%s is taken for a slip of %s", (slip, meant) => {
    expect(problemsOf({ ...real, [slip]: "1" })).toContain(`${slip} is not known. Is it ${meant}?`);
  });

  test("what others read may be there, however much it looks like ours", () => {
    const names = ["DATABASE_HOST", "PGUSER", "LOGNAME", "APP_UID", "AWS_PROFILE", "PORTS", "HOST"];
    const others = Object.fromEntries(names.map((name) => [name, "1"]));
    expect(() => read({ ...real, ...others })).not.toThrow();
  });

  test("a name of ours that nothing resembles is named alone", () => {
    expect(problemsOf({ PICKET_COLOUR: "blue" })).toMatch(/PICKET_COLOUR is not known\.$/);
  });
});

test("every variable is explained in .env.example, and nothing else is", async () => {
  const example = await readFile(new URL("../../../.env.example", import.meta.url), "utf8");
  const named = [...example.matchAll(/^#([A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(settingNames));
  expect(named).toHaveLength(settingNames.length);
});

describe("the file .env", () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "picket-env-"));
    file = path.join(folder, ".env");
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function load(text: string, variables: Record<string, string>): Promise<typeof variables> {
    await writeFile(file, text);
    loadEnvFile(file, variables);
    return variables;
  }

  test("fills in what the environment lacks or leaves empty", async () => {
    const text = "# ours\nPORT=3001\nTRUST_PROXY='true'\nDATA_DIR=var\n";
    expect(await load(text, { PORT: "", TRUST_PROXY: "false", HOME: "/root" })).toEqual({
      PORT: "3001",
      TRUST_PROXY: "false",
      DATA_DIR: "var",
      HOME: "/root",
    });
  });

  test("hands on what only the AWS SDK knows, but nothing that is empty", async () => {
    const text = "AWS_PROFILE=shop\nAWS_CONTAINER_CREDENTIALS_FULL_URI=\n";
    expect(await load(text, {})).toEqual({ AWS_PROFILE: "shop" });
  });

  test("may be missing", () => {
    const variables = {};
    loadEnvFile(file, variables);
    expect(variables).toEqual({});
  });

  test("is refused by name when it is a folder", () => {
    expect(() => loadEnvFile(folder, {})).toThrow(StartError);
    expect(() => loadEnvFile(folder, {})).toThrow(`${folder} is a folder where a file should be`);
  });

  test("is refused by name when it cannot be read", async () => {
    // Leads to itself, so that not even root can read it.
    await symlink(file, file);
    expect(() => loadEnvFile(file, {})).toThrow(StartError);
    expect(() => loadEnvFile(file, {})).toThrow(`${file} cannot be read: Error code=ELOOP`);
  });
});
