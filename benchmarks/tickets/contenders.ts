/** Who issues tickets: each a server in a process of its own, asked in the way that it takes. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startShop } from "@picket/shop-program";

export type Contender = {
  name: `${"blog" | "better-upload" | "Picket" | "tRPC alone"}${"" | ", ten at once"}`;
  pid: number;
  request: { url: string; headers: Record<string, string>; body: string };
  ticketsPerRequest: number;
};

type Server = { pid: number; url: string; close: () => Promise<void> };

/** As many as one request to Picket's API may hold. */
const batchSize = 10;

const photo = { name: "mug.jpg", type: "image/jpeg", size: 2_000_000 };

export async function startContenders(): Promise<{
  contenders: Contender[];
  close: () => Promise<void>;
}> {
  const servers: Server[] = [];
  const start = async (starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    const blog = await start(forkServer(new URL("blog.mjs", import.meta.url)));
    const betterUpload = await start(forkServer(new URL("better-upload.mjs", import.meta.url)));
    const trpcAlone = await start(forkServer(new URL("trpc-alone.mjs", import.meta.url)));
    const picket = await start(startPicket());
    const headers = { "content-type": "application/json" };
    const session = { ...headers, origin: picket.url, ...(await signUp(picket.url)) };
    const ask = await describeTicket(picket.url, session);
    const files = (count: number): string =>
      JSON.stringify({ route: "photo", files: Array.from({ length: count }, () => photo) });
    const betterRequest = { url: `${betterUpload.url}/upload`, headers };
    const procedure = "uploads.productImage.getUploadTicket";
    const tenTimes = (name: string): string =>
      `${Array.from({ length: batchSize }, () => name).join(",")}?batch=1`;
    const batch = Object.fromEntries(Array.from({ length: batchSize }, (_, at) => [at, ask]));
    const contenders: Contender[] = [
      {
        name: "blog",
        pid: blog.pid,
        request: { url: `${blog.url}/upload`, headers, body: JSON.stringify(photo) },
        ticketsPerRequest: 1,
      },
      {
        name: "better-upload",
        pid: betterUpload.pid,
        request: { ...betterRequest, body: files(1) },
        ticketsPerRequest: 1,
      },
      {
        name: "Picket",
        pid: picket.pid,
        request: {
          url: `${picket.url}/trpc/${procedure}`,
          headers: session,
          body: JSON.stringify(ask),
        },
        ticketsPerRequest: 1,
      },
      {
        name: "better-upload, ten at once",
        pid: betterUpload.pid,
        request: { ...betterRequest, body: files(batchSize) },
        ticketsPerRequest: batchSize,
      },
      {
        name: "Picket, ten at once",
        pid: picket.pid,
        request: {
          url: `${picket.url}/trpc/${tenTimes(procedure)}`,
          headers: session,
          body: JSON.stringify(batch),
        },
        ticketsPerRequest: batchSize,
      },
      {
        name: "tRPC alone",
        pid: trpcAlone.pid,
        request: { url: `${trpcAlone.url}/trpc/ticket`, headers, body: JSON.stringify(ask) },
        ticketsPerRequest: 1,
      },
      {
        name: "tRPC alone, ten at once",
        pid: trpcAlone.pid,
        request: {
          url: `${trpcAlone.url}/trpc/${tenTimes("ticket")}`,
          headers,
          body: JSON.stringify(batch),
        },
        ticketsPerRequest: batchSize,
      },
    ];
    return { contenders, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function forkServer(file: URL): Promise<Server> {
  const child = fork(fileURLToPath(file), { execArgv: [] });
  // Its one message.
  const [port] = (await once(child, "message")) as [number];
  return { pid: pidOf(child), url: `http://127.0.0.1:${port}`, close: () => end(child) };
}

/** The API itself, as built and as started: embedded database and storage, a session, permission, limits, quota, metrics. */
async function startPicket(): Promise<Server> {
  const { DATABASE_URL } = process.env;
  const { url, pid, close } = await startShop({
    ...(DATABASE_URL && { DATABASE_URL }),
    // More than any machine asks in the time of a run.
    RATE_LIMIT_TICKETS: "1000000000",
    TICKETS_MAX_OPEN: "1000000000",
    SHOP_MAX_IMAGES: "1000000000",
    SHOP_MAX_BYTES: "999999999999999",
  });
  return { url, pid: pid(), close };
}

async function signUp(url: string): Promise<{ cookie: string }> {
  const account = {
    name: "Ann",
    email: `${process.pid}-${Date.now()}@shop.example`,
    password: "long enough",
  };
  const response = await post(`${url}/api/auth/sign-up/email`, account, { origin: url });
  const cookies = response.headers.getSetCookie();
  return { cookie: cookies.map((cookie) => cookie.split(";")[0]).join("; ") };
}

async function describeTicket(url: string, session: Record<string, string>): Promise<object> {
  const created = await post(`${url}/trpc/products.create`, { title: "Mug" }, session);
  const { result }: { result: { data: { id: string } } } = await created.json();
  const { size: sizeBytes, ...named } = photo;
  const sha256 = Buffer.alloc(32, 7).toString("base64");
  const file = { ...named, sizeBytes, sha256, width: 4000, height: 3000 };
  return { input: { productId: result.data.id }, file };
}

async function post(url: string, body: object, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response;
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error("The process did not start.");
  return pid;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}
