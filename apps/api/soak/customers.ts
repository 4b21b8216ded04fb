/** The people of the soak: they upload, close tabs, come back, replace, and remember what they were told. */
import { createHash } from "node:crypto";
import { blackPixels, interlacedPng } from "@picket/hostile-images";
import type { ImageType, UploadTicket } from "@picket/upload-core";
import sharp from "sharp";
import type { Random } from "./random.ts";
import { tend, type AskedOrder } from "./shopkeeper.ts";
import { WorkerDied, type Worker } from "./start-worker.ts";

export type Memory = {
  products: { id: string; owner: string }[];
  /** claims of posted photos of which nobody knows yet how they ended, and whose they are */
  open: Map<string, string>;
  /** ticket ids of posted photos */
  posted: Set<string>;
  /** ids of images that somebody was told of */
  published: Set<string>;
  /** that somebody wanted to delete or to replace, whatever they were told */
  mayBeGone: Set<string>;
  /** of whose deletion somebody was told, and which nobody wanted back since */
  deleted: Set<string>;
  /** that an upload stands for, or will */
  replaced: Set<string>;
  /** ids of tickets whose rows may be forgotten, with that of the image if there was one */
  forgettable: Map<string, string | null>;
  /** products of images that were moved, as their owner was told */
  places: Map<string, string>;
  /** a new order of which its owner was not told whether it holds */
  askedOrder: AskedOrder | null;
};

export function createMemory(): Memory {
  return {
    products: [],
    open: new Map(),
    posted: new Set(),
    published: new Set(),
    mayBeGone: new Set(),
    deleted: new Set(),
    replaced: new Set(),
    forgettable: new Map(),
    places: new Map(),
    askedOrder: null,
  };
}

/** Each with a shop of their own. */
export const owners = ["ann", "ben"] as const;

const productsPerOwner = 4;
const uploadsPerVisit = 4;
/** of them never post what they have a ticket for, and others never ask for what they have posted */
const leaveBeforePost = 0.1;
const leaveBeforeComplete = 0.2;
/** of those who left come back */
const comeBack = 0.5;
/** of the photos of a product that has some stand for one of them */
const replaceShare = 0.2;

/**
 * One visit of everybody: uploads, completions of earlier ones, a round of the shopkeeper's and a sweep, at once.
 * @param options.heavyShare of the photos keep a decoder busy for a while
 * @throws WorkerDied when one of the workers was killed meanwhile; Error for what no kill explains
 */
export async function visit(
  workers: readonly Worker[],
  memory: Memory,
  { random, heavyShare }: { random: Random; heavyShare: number },
): Promise<void> {
  const anyWorker = (): Worker => random.pick(workers);
  for (const owner of owners) {
    while (memory.products.filter((one) => one.owner === owner).length < productsPerOwner) {
      memory.products.push({ id: await anyWorker().api.addProduct(owner), owner });
    }
  }
  await expireEnded(anyWorker(), memory);
  const shelves = await anyWorker().api.listShelves();
  const returning = [...memory.open].filter(() => random.next() < comeBack);
  const uploads = Array.from({ length: uploadsPerVisit }, () => upload());
  const all = [
    ...uploads,
    ...returning.map(([claim, owner]) => complete(claim, owner)),
    tend(anyWorker(), memory, random),
    // Of several workers more than one may sweep; that one of them does it alone only spares work.
    ...workers.map(({ api }) => (random.next() < 0.5 ? api.sweep() : api.sweepAlone())),
  ];
  const results = await Promise.allSettled(all);
  const reasons = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason] : [],
  );
  const unexplained = reasons.find((reason) => !(reason instanceof WorkerDied));
  if (unexplained ?? reasons[0]) throw unexplained ?? reasons[0];

  async function upload(): Promise<void> {
    const { bytes, ...facts } = await (random.next() < heavyShare ? heavyPhoto() : photo(random));
    const file = {
      ...facts,
      name: "mug",
      sizeBytes: bytes.byteLength,
      sha256: createHash("sha256").update(bytes).digest("base64"),
    };
    const { id: productId, owner } = random.pick(memory.products);
    const input = { productId, ...pickReplaced(productId) };
    const ticket = await anyWorker().api.issueTicket({ owner, input, file });
    if (random.next() < leaveBeforePost) return;
    await post(ticket, bytes);
    memory.posted.add(ticketIdOf(ticket.claim));
    memory.open.set(ticket.claim, owner);
    if (random.next() >= leaveBeforeComplete) await complete(ticket.claim, owner);
  }

  function pickReplaced(productId: string): { replaces?: string } {
    const imageIds = shelves.find((shelf) => shelf.productId === productId)?.imageIds ?? [];
    if (imageIds.length === 0 || random.next() >= replaceShare) return {};
    const replaces = random.pick(imageIds);
    memory.replaced.add(replaces);
    memory.mayBeGone.add(replaces);
    return { replaces };
  }

  async function complete(claim: string, owner: string): Promise<void> {
    const completion = await anyWorker().api.complete({ owner, claim });
    if (completion.status === "processing") return;
    if (completion.status === "published") memory.published.add(completion.imageId);
    if (completion.status === "refused" && completion.code !== "PROCESSING_FAILED") {
      throw new Error(`A good photo was refused: ${completion.code}.`);
    }
    memory.open.delete(claim);
  }
}

/**
 * A month goes by for what has ended. While nobody else is at anything: a late worker could still write what is removed
 * for the last time.
 */
export async function expireEnded({ api }: Worker, memory: Memory): Promise<void> {
  const ended = await api.listEnded();
  for (const { ticketId, imageId } of ended) {
    memory.forgettable.set(ticketId, imageId);
    forgetUpload(memory, ticketId);
  }
  if (ended.length > 0) await api.expireEnded(ended.map(({ ticketId }) => ticketId));
}

/** Nobody comes back for it, and nobody is owed anything. */
export function forgetUpload({ open, posted }: Memory, ticketId: string): void {
  posted.delete(ticketId);
  for (const claim of open.keys()) if (ticketIdOf(claim) === ticketId) open.delete(claim);
}

/** The one that the claim says; the server alone can sign, but anybody can read. */
function ticketIdOf(claim: string): string {
  const [payload = ""] = claim.split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString()).ticketId;
}

async function post({ url, fields }: UploadTicket, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([bytes]), "file");
  const response = await fetch(url, { method: "POST", body: form });
  await response.arrayBuffer();
  if (response.status !== 201) throw new Error(`The store answered ${response.status}.`);
}

type Photo = { type: ImageType; width: number; height: number; bytes: Uint8Array<ArrayBuffer> };

/** Each of another colour. */
async function photo(random: Random): Promise<Photo> {
  const background = { r: random.below(256), g: random.below(256), b: random.below(256) };
  const size = { width: 64, height: 48 };
  const create = { ...size, channels: 3 as const, background };
  const bytes = new Uint8Array(await sharp({ create }).jpeg().toBuffer());
  return { ...size, type: "image/jpeg", bytes };
}

/** Millions of pixels that a decoder has to hold, in a few kilobytes. */
async function heavyPhoto(): Promise<Photo> {
  const side = 4000;
  const bytes = new Uint8Array(interlacedPng(side, blackPixels(side)));
  return { width: side, height: side, type: "image/png", bytes };
}
