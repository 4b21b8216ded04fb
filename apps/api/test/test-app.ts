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
  /** closes and starts again on the same folder */
  restart: () => Promise<void>;
};

/** What the embedded default tells everybody on its machine. */
export const demo = { email: "demo@picket.example", password: "picket-demo" };

export type Client = TRPCClient<AppRouter>;

/** @param variables settings beside the ports and the folder */
export async function startTestApp(variables: Record<string, string> = {}): Promise<TestApp> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "picket-app-"));
  let skewMs = 0;
  const env = readEnv({ PORT: "0", DEV_S3_PORT: "0", DATA_DIR: dataDir, ...variables }, "/");
  const start = (): Promise<App> => startApp(env, { clock: () => new Date(Date.now() + skewMs) });
  let app = await start();
  const testApp: TestApp = {
    ...app,
    dataDir,
    advance: (ms) => {
      skewMs += ms;
    },
    keys: (prefix) => listKeys(app.bucketUrl, { dataDir, prefix }),
    restart: async () => {
      await app.close();
      app = await start();
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

/** @returns what the page's client is, with the cookie in hand */
export function clientFor(url: string, cookie?: string): Client {
  const headers = { origin: url, ...(cookie && { cookie }) };
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers })] });
}

let people = 0;

/** Opens an account with a shop of its own. */
export async function signUp(url: string): Promise<{ cookie: string; client: Client }> {
  people += 1;
  const cookie = await enter(url, "sign-up", {
    name: `Person ${people}`,
    email: `person-${people}@picket.example`,
    password: "correct horse battery",
  });
  return { cookie, client: clientFor(url, cookie) };
}

/** @returns the session's cookie */
export function signIn(url: string, account: { email: string; password: string }): Promise<string> {
  return enter(url, "sign-in", account);
}

async function enter(
  url: string,
  door: "sign-in" | "sign-up",
  body: Record<string, string>,
): Promise<string> {
  const response = await fetch(`${url}/api/auth/${door}/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${door} was answered ${response.status}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
