/** The whole app on free ports in a folder of its own, and the people who use it. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import { readEnv } from "../src/env.ts";
import type { AppRouter } from "../src/router.ts";
import { startApp, type App } from "../src/start-app.ts";

export type TestApp = App & {
  dataDir: string;
  /** moves the clock of tickets and of the embedded S3 */
  advance: (ms: number) => void;
  /** all keys of the bucket under a prefix */
  keys: (prefix: string) => Promise<string[]>;
  /** closes and starts again on the same folder; `meanwhile` has the folder to itself, `changed` goes over the settings */
  restart: (options?: Restart) => Promise<void>;
};

type Restart = { meanwhile?: () => Promise<void>; changed?: Record<string, string> };

/** What the embedded default tells everybody on its machine. */
export const demo = { email: "demo@picket.example", password: "picket-demo" };

export type Client = TRPCClient<AppRouter>;

/** @param variables settings beside the ports and the folder */
export async function startTestApp(variables: Record<string, string> = {}): Promise<TestApp> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "picket-app-"));
  let skewMs = 0;
  const own = { PORT: "0", DEV_S3_PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "warn" };
  const start = async (changed: Record<string, string> = {}): Promise<App> =>
    startApp(readEnv({ ...own, ...variables, ...changed }, "/"), {
      clock: () => new Date(Date.now() + skewMs),
    });
  let app = await start().catch(async (error: unknown) => {
    await rm(dataDir, { recursive: true });
    throw error;
  });
  const testApp: TestApp = {
    ...app,
    dataDir,
    advance: (ms) => {
      skewMs += ms;
    },
    keys: (prefix) => listKeys(app.bucketUrl, { dataDir, prefix }),
    restart: async ({ meanwhile, changed } = {}) => {
      await app.close();
      await meanwhile?.();
      app = await start(changed);
      Object.assign(testApp, app, { close });
    },
    close,
  };
  return testApp;

  async function close(): Promise<void> {
    await app.close();
    await rm(dataDir, { recursive: true });
  }
}

/** With the embedded S3's own key, which nobody but the owner of the folder can read. */
async function listKeys(
  bucketUrl: string,
  { dataDir, prefix }: { dataDir: string; prefix: string },
): Promise<string[]> {
  const secrets = JSON.parse(await readFile(path.join(dataDir, "secrets.json"), "utf8"));
  const { origin, pathname } = new URL(bucketUrl);
  const client = createS3Client({
    endpoint: origin,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: secrets.s3,
  });
  try {
    const keys: string[] = [];
    for await (const { key } of createS3Store({ client, bucket: pathname.slice(1) }).list(prefix)) {
      keys.push(key);
    }
    return keys;
  } finally {
    client.destroy();
  }
}

/**
 * @param origin the page's, when it is not where the server is reached
 * @returns what the page's client is, with the cookie in hand
 */
export function clientFor(url: string, cookie?: string, origin = url): Client {
  const headers = { origin, ...(cookie && { cookie }) };
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers })] });
}

let people = 0;

/** Opens an account with a shop of its own. */
export async function signUp(
  url: string,
  origin = url,
): Promise<{ cookie: string; client: Client }> {
  people += 1;
  const account = {
    name: `Person ${people}`,
    email: `person-${people}@picket.example`,
    password: "correct horse battery",
  };
  const cookie = await cookieOf(await post(`${url}/api/auth/sign-up/email`, account, { origin }));
  return { cookie, client: clientFor(url, cookie, origin) };
}

/** @returns the session's cookie */
export async function signIn(url: string, account: typeof demo): Promise<string> {
  return cookieOf(await post(`${url}/api/auth/sign-in/email`, account, { origin: url }));
}

/** Posts JSON. */
export function post(
  url: string,
  body: object,
  headers: Record<string, string>,
): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function cookieOf(response: Response): Promise<string> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}.`);
  const cookies = response.headers.getSetCookie();
  return cookies.map((cookie) => cookie.split(";")[0]).join("; ");
}
