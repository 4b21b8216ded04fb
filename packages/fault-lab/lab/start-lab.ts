/** API and storage, each behind a fault proxy, for one test. */
import { createFaultProxy, type FaultProxy, type FaultRule } from "@picket/fault-lab";
import type { ImageProcessor } from "@picket/upload-server";
import { createMemoryProcessor } from "@picket/upload-server/testing";
import { startApi } from "./start-api.ts";
import { startStorage } from "./start-storage.ts";

export type LabOptions = {
  /** everybody's when left out */
  storageClock: () => Date;
  /** false: the bucket has no CORS rules */
  hasCors: boolean;
  /** false: as browsers like it. But on a connection used before, one that is cut off sends again by itself */
  hasOwnConnections: boolean;
  processor: ImageProcessor;
};

export type Lab = {
  api: FaultProxy;
  storage: FaultProxy;
  /** what became of the uploads so far, by the wire and by what is stored */
  outcome: () => Promise<Outcome>;
  close: () => Promise<void>;
};

/** Counts of requests as they reached the proxies, and of what there is in the end. */
export type Outcome = {
  tickets: number;
  /** POSTs to storage */
  posts: number;
  completions: number;
  discards: number;
  /** in the bucket's public prefix, of whatever number of variants */
  images: number;
  /** that the app itself wrote about published images */
  rows: number;
  /** objects that are neither verified nor removed */
  incoming: number;
};

export const calls = {
  policy: { method: "GET", path: "/trpc/uploads.policy" },
  ticket: { method: "POST", path: "/trpc/uploads.getUploadTicket" },
  complete: { method: "POST", path: "/trpc/uploads.completeUpload" },
  discard: { method: "POST", path: "/trpc/uploads.discardUpload" },
} as const;

/** Whatever is asked for, the connection ends with the answer. */
const ownConnections: FaultRule[] = [
  { method: "OPTIONS", fault: { type: "close" } },
  { fault: { type: "close" } },
];

/** Rules of a test come before the last ones. */
async function createLabProxy(target: string, last: FaultRule[]): Promise<FaultProxy> {
  const proxy = await createFaultProxy({ target, rules: last });
  return { ...proxy, setRules: (rules) => proxy.setRules([...rules, ...last]) };
}

export async function startLab(options: Partial<LabOptions> = {}): Promise<Lab> {
  const { storageClock: clock = () => new Date() } = options;
  const { hasCors = true, hasOwnConnections = true } = options;
  const { processor = createMemoryProcessor() } = options;
  const lastRules = hasOwnConnections ? ownConnections : [];
  const s3 = await startStorage({ clock, corsOrigins: hasCors ? ["*"] : [] });
  const storage = await createLabProxy(s3.origin, lastRules);
  const server = await startApi(s3.createStore(storage.url), processor);
  const api = await createLabProxy(server.origin, lastRules);
  return {
    api,
    storage,
    outcome: async () => ({
      tickets: api.count(calls.ticket),
      posts: storage.count({ method: "POST" }),
      completions: api.count(calls.complete),
      discards: api.count(calls.discard),
      images: await s3.countImages(),
      rows: server.countRows(),
      incoming: await s3.countIncoming(),
    }),
    close: async () => {
      await api.close();
      await storage.close();
      await server.close();
      await s3.close();
    },
  };
}
