/** The catalogue on a database of its own, without HTTP: people with shops, and images that are there at once. */
import { randomBytes, randomUUID } from "node:crypto";
import type { PublishedImage } from "@picket/upload-server";
import { createMemoryProcessor, createMemoryStore } from "@picket/upload-server/testing";
import { TRPCError } from "@trpc/server";
import { asc, eq } from "drizzle-orm";
import { expect } from "vitest";
import { user } from "../src/db/auth-schema.ts";
import type { Db } from "../src/db/open-database.ts";
import { addImage } from "../src/db/product-images.ts";
import { productImages } from "../src/db/schema.ts";
import { ensureShop } from "../src/db/shops.ts";
import { createUploadLedger } from "../src/db/upload-ledger.ts";
import type { Env } from "../src/env.ts";
import { createProductImageRoute, type AddedImage } from "../src/products/product-image-route.ts";
import { createAppRouter, type AppRouter } from "../src/router.ts";
import { openTestDatabase } from "./limits-database.ts";
import { describeFile } from "./plain-upload.ts";

export type Caller = ReturnType<AppRouter["createCaller"]>;

export type Person = { id: string; shopId: string; api: Caller };

type PhotoInput = { productId: string; replaces?: string };

export type Catalogue = {
  db: Db;
  ledger: ReturnType<typeof createUploadLedger>;
  /** every procedure's path */
  procedures: string[];
  /** who is not signed in */
  nobody: Caller;
  /** Somebody new, with a shop of their own. */
  newPerson: () => Promise<Person>;
  /** @returns the new product's id */
  newProduct: (person: Person, title?: string) => Promise<string>;
  /** Puts so many images into a product, one after another, as publishing does. */
  addImages: (person: Person, productId: string, count: number) => Promise<string[]>;
  /** Ticket and transfer. @returns the claim */
  send: (person: Person, input: PhotoInput, pickedAtMs?: number) => Promise<string>;
  complete: (person: Person, claim: string) => Promise<AddedImage>;
  /** `send` and `complete`; `meanwhile` happens in between. */
  upload: (
    person: Person,
    input: PhotoInput,
    meanwhile?: () => Promise<unknown>,
  ) => Promise<AddedImage>;
  /** The ids in their order, once it is made sure that their positions are 0 … n-1. */
  orderOf: (productId: string) => Promise<string[]>;
  close: () => Promise<void>;
};

export async function openCatalogue(engine: Env["database"]): Promise<Catalogue> {
  const { db, close } = await openTestDatabase(engine);
  const store = createMemoryStore();
  const ledger = createUploadLedger(db);
  const imageBaseUrl = "https://images.test";
  const productImage = createProductImageRoute(
    { store, ledger, processor: createMemoryProcessor(), secret: "s".repeat(32) },
    {
      db,
      imageBaseUrl,
      maxImageBytes: 1_000_000,
      maxImagePixels: 1_000_000,
      quota: { maxImages: 100_000, maxBytes: 1e12 },
    },
  );
  const router = createAppRouter({ db, imageBaseUrl, productImage, demo: null });
  const { _def: definition } = router;

  const send: Catalogue["send"] = async ({ api }, input, pickedAtMs) => {
    const bytes = pngOfItsOwn();
    const file = describeFile(bytes, { type: "image/png", width: 1, height: 1 });
    const ticket = await api.uploads.productImage.getUploadTicket({ input, file, pickedAtMs });
    expect(store.receivePost(ticket, bytes)).toBe(201);
    return ticket.claim;
  };
  const complete: Catalogue["complete"] = async ({ api }, claim) => {
    const result = await api.uploads.productImage.completeUpload({ claim });
    if (result.status !== "published") throw new Error("It is being verified.");
    return result.data;
  };

  return {
    db,
    ledger,
    procedures: Object.keys(definition.procedures),
    nobody: router.createCaller(contextOf(null)),
    newPerson: async () => {
      const id = randomUUID();
      await db.insert(user).values({ id, name: "Person", email: `${id}@picket.example` });
      const shopId = await ensureShop(db, id, "My shop");
      return { id, shopId, api: router.createCaller(contextOf({ id })) };
    },
    newProduct: async ({ api }, title = "Mug") => (await api.products.create({ title })).id,
    addImages: async ({ id: userId }, productId, count) => {
      const ids: string[] = [];
      for (let n = 0; n < count; n++) {
        const place = { userId, productId, replaces: null, pickedAt: new Date() };
        ids.push((await db.transaction((tx) => addImage(tx, place, anImage()))).id);
      }
      return ids;
    },
    send,
    complete,
    upload: async (person, input, meanwhile) => {
      const claim = await send(person, input);
      await meanwhile?.();
      return complete(person, claim);
    },
    orderOf: async (productId) => {
      const rows = await db
        .select({
          id: productImages.id,
          at: productImages.position,
          deleted: productImages.deletedAt,
        })
        .from(productImages)
        .where(eq(productImages.productId, productId))
        .orderBy(asc(productImages.position));
      const shown = rows.filter(({ deleted }) => deleted === null);
      expect(shown.map(({ at }) => at)).toEqual(shown.map((_, index) => index));
      return shown.map(({ id }) => id);
    },
    close,
  };
}

/** @returns for each call the code that it was refused with, or null */
export async function codesOf(calls: readonly Promise<unknown>[]): Promise<(string | null)[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((call) => {
    if (call.status === "fulfilled") return null;
    if (call.reason instanceof TRPCError) return call.reason.code;
    throw call.reason;
  });
}

function contextOf(person: { id: string } | null): Parameters<AppRouter["createCaller"]>[0] {
  const unlimited = async (): Promise<void> => {};
  return {
    user: person,
    address: "127.0.0.1",
    limits: {
      ticket: unlimited,
      completion: unlimited,
      product: unlimited,
      signIn: unlimited,
      signedIn: unlimited,
      signUp: unlimited,
    },
  };
}

export function anImage(): PublishedImage {
  const id = randomBytes(16).toString("hex");
  const picture = { width: 1, height: 1, sizeBytes: 10, sha256: "" };
  return {
    id,
    name: "mug.jpg",
    width: 1,
    height: 1,
    placeholder: "AAAA",
    dominantColor: "#808080",
    variants: [
      { ...picture, key: `images/${id}/1.webp`, type: "image/webp" },
      { ...picture, key: `images/${id}/1.jpg`, type: "image/jpeg" },
    ],
  };
}

const onePixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** Its tail is of chance, so no two are the same file. */
function pngOfItsOwn(): Uint8Array<ArrayBuffer> {
  return new Uint8Array([...onePixel, ...randomBytes(8)]);
}
