/** The people of the soak: they upload, close tabs, come back, delete, and remember what they were told. */
import { createHash } from "node:crypto";
import type { UploadTicket } from "@picket/upload-core";
import sharp from "sharp";
import type { Random } from "./random.ts";
import { WorkerDied, type Worker } from "./start-worker.ts";

export type Memory = {
  products: string[];
  /** claims of posted photos of which nobody knows yet how they ended */
  open: Set<string>;
  /** ticket ids of posted photos */
  posted: Set<string>;
  published: Set<string>;
  deleted: Set<string>;
};

export function createMemory(): Memory {
  return {
    products: [],
    open: new Set(),
    posted: new Set(),
    published: new Set(),
    deleted: new Set(),
  };
}

const productCount = 8;
const uploadsPerVisit = 4;
/** of them never post what they have a ticket for, and others never ask for what they have posted */
const leaveBeforePost = 0.1;
const leaveBeforeComplete = 0.2;
/** of those who left come back */
const comeBack = 0.5;

/**
 * One visit of everybody: uploads, completions of earlier ones, a deletion and a sweep, at once.
 * @throws WorkerDied when one of the workers was killed meanwhile; Error for what no kill explains
 */
export async function visit(
  workers: readonly Worker[],
  memory: Memory,
  random: Random,
): Promise<void> {
  const anyWorker = (): Worker => random.pick(workers);
  while (memory.products.length < productCount) {
    memory.products.push(await anyWorker().api.addProduct());
  }
  const returning = [...memory.open].filter(() => random.next() < comeBack);
  const uploads = Array.from({ length: uploadsPerVisit }, () => upload());
  const all = [
    ...uploads,
    ...returning.map(complete),
    deleteSome(),
    // Of several workers more than one may sweep.
    ...workers.map((worker) => worker.api.sweep()),
  ];
  const results = await Promise.allSettled(all);
  const reasons = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason] : [],
  );
  const unexplained = reasons.find((reason) => !(reason instanceof WorkerDied));
  if (unexplained ?? reasons[0]) throw unexplained ?? reasons[0];

  async function upload(): Promise<void> {
    const bytes = await somePhoto(random);
    const file = {
      name: "mug.jpg",
      type: "image/jpeg",
      sizeBytes: bytes.byteLength,
      sha256: createHash("sha256").update(bytes).digest("base64"),
      width: 64,
      height: 48,
    };
    const productId = random.pick(memory.products);
    const ticket = await anyWorker().api.issueTicket({ productId, file });
    if (random.next() < leaveBeforePost) return;
    await post(ticket, bytes);
    memory.posted.add(ticketIdOf(ticket.claim));
    memory.open.add(ticket.claim);
    if (random.next() >= leaveBeforeComplete) await complete(ticket.claim);
  }

  async function complete(claim: string): Promise<void> {
    const completion = await anyWorker().api.complete(claim);
    if (completion.status === "processing") return;
    if (completion.status === "published") memory.published.add(completion.imageId);
    if (completion.status === "refused" && completion.code !== "PROCESSING_FAILED") {
      throw new Error(`A good photo was refused: ${completion.code}.`);
    }
    memory.open.delete(claim);
  }

  async function deleteSome(): Promise<void> {
    const deleted = await anyWorker().api.deleteImagesOf(random.pick(memory.products));
    for (const id of deleted) memory.deleted.add(id);
  }
}

/** Nobody comes back for it, and nobody is owed anything. */
export function forgetUpload({ open, posted }: Memory, ticketId: string): void {
  posted.delete(ticketId);
  for (const claim of open) if (ticketIdOf(claim) === ticketId) open.delete(claim);
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

/** Each of another colour. */
async function somePhoto(random: Random): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: random.below(256), g: random.below(256), b: random.below(256) };
  const create = { width: 64, height: 48, channels: 3 as const, background };
  return new Uint8Array(await sharp({ create }).jpeg().toBuffer());
}
