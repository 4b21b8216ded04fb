/** What people do in a shop, one after another, each time with another product. */
import { findProduct, listProducts, reorderImages } from "api/catalogue";
import {
  commonWord,
  cursorOf,
  productIdOf,
  type SeededShop,
  type Statement,
} from "./seeded-shop.ts";

type Db = Parameters<typeof listProducts>[0];

type Step = {
  name: string;
  /** @returns what is measured; what it does before is not */
  prepare: (db: Db, shop: SeededShop) => Promise<() => Promise<unknown>>;
};

/** As the page asks for it. */
const firstPage = { archived: false, limit: 50 };

export const steps: Step[] = [
  {
    name: "list: first page",
    prepare:
      async (db, { userId }) =>
      () =>
        listProducts(db, { ...firstPage, userId }),
  },
  {
    name: "list: a page somewhere",
    prepare: async (db, shop) => {
      const after = cursorOf(randomNumber(shop));
      return () => listProducts(db, { ...firstPage, userId: shop.userId, after });
    },
  },
  {
    name: "list: search, many found",
    prepare:
      async (db, { userId }) =>
      () =>
        listProducts(db, { ...firstPage, userId, search: commonWord }),
  },
  {
    name: "list: search, one found",
    prepare: async (db, shop) => {
      const search = `no. ${randomNumber(shop)},`;
      return () => listProducts(db, { ...firstPage, userId: shop.userId, search });
    },
  },
  {
    name: "list: search, none found",
    prepare:
      async (db, { userId }) =>
      () =>
        listProducts(db, { ...firstPage, userId, search: "porcelain" }),
  },
  {
    name: "product with its images",
    prepare: async (db, shop) => {
      const productId = productIdOf(randomNumber(shop));
      return () => findProduct(db, { userId: shop.userId, productId });
    },
  },
  {
    name: "reorder",
    prepare: async (db, shop) => {
      const request = { userId: shop.userId, productId: productIdOf(randomNumber(shop)) };
      const product = await findProduct(db, request);
      if (!product) throw new Error("The product was seeded.");
      const imageIds = product.images.map(({ id }) => id).toReversed();
      return async () => {
        const { status } = await reorderImages(db, {
          ...request,
          version: product.version,
          imageIds,
        });
        if (status !== "changed") throw new Error(`The order was answered with ${status}.`);
      };
    },
  },
];

/** @returns milliseconds of each */
export async function measureStep(
  step: Step,
  shop: SeededShop,
  samples: number,
): Promise<number[]> {
  const db = shop.connect();
  const durations: number[] = [];
  for (let n = 0; n < samples; n++) {
    const work = await step.prepare(db, shop);
    const startedAtMs = performance.now();
    await work();
    durations.push(performance.now() - startedAtMs);
  }
  return durations;
}

/** @returns the statements that the measured part of a step sends */
export async function statementsOf(step: Step, shop: SeededShop): Promise<Statement[]> {
  const statements: Statement[] = [];
  const work = await step.prepare(shop.connect(statements), shop);
  statements.length = 0;
  await work();
  return statements.filter(({ sql }) => /^(select|insert|update|delete)\b/i.test(sql));
}

function randomNumber({ productCount }: SeededShop): number {
  return Math.floor(Math.random() * productCount);
}
