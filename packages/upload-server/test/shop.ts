/** A shop on ports in memory: one route for photos of products, and everything a test wants to look at. */
import { createHash } from "node:crypto";
import { createImagePolicy, type CompleteResult, type ImageType } from "@picket/upload-core";
import { createImageRoute } from "@picket/upload-server";
import type {
  ImageProcessor,
  ImageRouteOptions,
  ObjectStore,
  PublishedImage,
  UploadBackend,
} from "@picket/upload-server";
import {
  createMemoryLedger,
  createMemoryProcessor,
  createMemoryStore,
  type MemoryStore,
  type MemoryTx,
} from "@picket/upload-server/testing";
import sharp from "sharp";
import { z } from "zod";

export const secret = "a secret of the shop, long enough";

type PhotoRow = { productId: string; image: PublishedImage; pickedAt: string };

export type ShopOptions = {
  /** puts something between the steps and the store, e.g. a fault */
  wrapStore?: (store: MemoryStore) => ObjectStore;
  processor?: ImageProcessor;
  maxVerifications?: number;
  around?: NonNullable<UploadBackend<MemoryTx>["around"]>;
  onError?: NonNullable<UploadBackend<MemoryTx>["onError"]>;
  route?: Pick<
    Partial<ImageRouteOptions<MemoryTx, { productId: string }, PhotoRow>>,
    "inspect" | "inspectTimeoutMs" | "keepOriginal" | "visibility"
  >;
  /** runs before the photo's row is written */
  beforeRow?: () => void;
};

export function createShop(options: ShopOptions = {}) {
  let nowMs = Date.UTC(2026, 0, 1);
  const clock = (): Date => new Date(nowMs);
  const store = createMemoryStore({ clock });
  const ledger = createMemoryLedger({ clock });
  /** who may add photos */
  const members = new Set(["ann", "bob"]);
  /** ids that the route's input does not take, as after a change of its schema */
  const retiredIds = new Set<string>();
  const backend = {
    store: options.wrapStore?.(store) ?? store,
    ledger,
    processor: options.processor ?? createMemoryProcessor(),
    secret,
    clock,
    ...(options.maxVerifications !== undefined && { maxVerifications: options.maxVerifications }),
    ...(options.onError && { onError: options.onError }),
    ...(options.around && { around: options.around }),
  };
  const route = createImageRoute(backend, {
    name: "productImage",
    policy: createImagePolicy(),
    input: z.object({ productId: z.string().refine((id) => !retiredIds.has(id)) }),
    ...options.route,
    authorize: async ({ owner }) => members.has(owner),
    onPublished: async ({ input, image, pickedAt, tx }): Promise<PhotoRow> => {
      options.beforeRow?.();
      const row = { ...input, image, pickedAt: pickedAt.toISOString() };
      tx.insert(row);
      return row;
    },
  });

  return {
    backend,
    route,
    store,
    ledger,
    members,
    retiredIds,
    /** lets time pass */
    advance: (ms: number): void => {
      nowMs += ms;
    },
    /** keys of what anybody on the internet could fetch */
    publicKeys: (): string[] =>
      [...store.objects.keys()].filter((key) => key.startsWith("images/")),
    incomingKeys: (): string[] =>
      [...store.objects.keys()].filter((key) => key.startsWith("incoming/")),
    /** asks for a ticket and posts the bytes with it, with no check of its own */
    upload: async (bytes: Uint8Array, type: ImageType = "image/jpeg", owner = "ann") => {
      const sha256 = createHash("sha256").update(bytes).digest("base64");
      const name = "mug.jpg";
      const file = { name, type, sizeBytes: bytes.byteLength, sha256, width: 40, height: 30 };
      const request = { input: { productId: "mug" }, file };
      const ticket = await route.issueTicket({ owner, request });
      const status = store.receivePost(ticket, bytes);
      if (status !== 201) throw new Error(`The store answered ${status}.`);
      return ticket.claim;
    },
    complete: (claim: string, owner = "ann"): Promise<CompleteResult<PhotoRow>> =>
      route.completeUpload({ owner, claim }),
  };
}

/** The shop's route for a sweep, with the owners of what is completed in their order. */
export function watched({ route }: ReturnType<typeof createShop>) {
  const order: string[] = [];
  const completeUpload: typeof route.completeUpload = (call) => {
    order.push(call.owner);
    return route.completeUpload(call);
  };
  return { route: { name: route.name, completeUpload }, order };
}

const plain = sharp({ create: { width: 40, height: 30, channels: 3, background: "green" } });

export const jpeg: Uint8Array = await plain.clone().jpeg().toBuffer();
/** Another picture than `jpeg`. */
export const mug: Uint8Array = await plain.clone().negate().jpeg().toBuffer();
export const png: Uint8Array = await plain.clone().png().toBuffer();

/** 60 times as wide as high */
export const stick: Uint8Array = await plain
  .clone()
  .resize(60, 1, { fit: "fill" })
  .jpeg()
  .toBuffer();
