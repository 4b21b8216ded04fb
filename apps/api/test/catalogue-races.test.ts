/** Many people at one product at once. Positions are 0 … n-1 whatever happens, and nobody undoes what they have not seen. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openCatalogue, type Catalogue, type Person } from "./catalogue-shop.ts";
import { engines } from "./limits-database.ts";

describe.each(engines)("on %s", (_name, engine) => {
  let catalogue: Catalogue;
  let ann: Person;
  let productId: string;

  beforeAll(async () => {
    catalogue = await openCatalogue(engine);
  });

  beforeEach(async () => {
    ann = await catalogue.newPerson();
    productId = await catalogue.newProduct(ann);
  });

  afterAll(() => catalogue.close());

  test("of 100 who reorder the same list, one does, and the others are shown what holds now", async () => {
    const ids = await catalogue.addImages(ann, productId, 8);
    const { version } = await ann.api.products.get({ productId });
    const answers = await Promise.all(
      range(100).map((n) =>
        ann.api.images.reorder({ productId, version, imageIds: rotate(ids, n) }),
      ),
    );
    const order = await catalogue.orderOf(productId);
    expect(answers.filter(({ status }) => status === "changed")).toHaveLength(1);
    for (const { current } of answers) {
      expect(current.images.map(({ id }) => id)).toEqual(order);
      expect(current.version).toBe(version + 1);
    }
  });

  test("after 100 changes of every kind nothing is lost or doubled", async () => {
    const elsewhere = await catalogue.newProduct(ann, "Jug");
    const first = await catalogue.addImages(ann, productId, 20);
    const [deleted, moved, undone] = [first.slice(0, 5), first.slice(5, 10), first.slice(10, 15)];
    const change = retrying(ann, productId);
    const added: string[] = [];
    await Promise.all([
      ...range(60).map(async (n) => {
        const { version, images } = await ann.api.products.get({ productId });
        const imageIds = rotate(images, n).map(({ id }) => id);
        // Most come too late, which is all right: only what somebody wants gone must go.
        await ann.api.images.reorder({ productId, version, imageIds });
      }),
      ...deleted.map((imageId) =>
        change((version) => ann.api.images.delete({ productId, version, imageId })),
      ),
      ...moved.map((imageId) =>
        change((version) =>
          ann.api.images.move({ productId, version, imageId, toProductId: elsewhere }),
        ),
      ),
      ...undone.map(async (imageId) => {
        await change((version) => ann.api.images.delete({ productId, version, imageId }));
        await ann.api.images.restore({ productId, imageId });
      }),
      ...range(20).map(async () => {
        added.push((await catalogue.upload(ann, { productId })).id);
      }),
    ]);
    const order = await catalogue.orderOf(productId);
    expect(order.toSorted()).toEqual([...first.slice(10), ...added].toSorted());
    expect((await catalogue.orderOf(elsewhere)).toSorted()).toEqual(moved.toSorted());
    const { images: trash } = await ann.api.images.listDeleted({ productId, limit: 100 });
    expect(trash.map(({ id }) => id).toSorted()).toEqual(deleted.toSorted());
  });

  test("images that are moved to and fro between two products wait for each other, and none is lost", async () => {
    const other = await catalogue.newProduct(ann, "Jug");
    const [here, there] = [
      await catalogue.addImages(ann, productId, 10),
      await catalogue.addImages(ann, other, 10),
    ];
    const [fromHere, fromThere] = [retrying(ann, productId), retrying(ann, other)];
    await Promise.all([
      ...here.map((imageId) =>
        fromHere((version) =>
          ann.api.images.move({ productId, version, imageId, toProductId: other }),
        ),
      ),
      ...there.map((imageId) =>
        fromThere((version) =>
          ann.api.images.move({ productId: other, version, imageId, toProductId: productId }),
        ),
      ),
    ]);
    expect((await catalogue.orderOf(productId)).toSorted()).toEqual(there.toSorted());
    expect((await catalogue.orderOf(other)).toSorted()).toEqual(here.toSorted());
  });

  test("of 20 that replace the same image, one takes its place and the others stand behind", async () => {
    const [replaces = "", last = ""] = await catalogue.addImages(ann, productId, 2);
    const images = await Promise.all(
      range(20).map(() => catalogue.upload(ann, { productId, replaces })),
    );
    const order = await catalogue.orderOf(productId);
    expect(order[1]).toBe(last);
    expect(order.toSpliced(1, 1).toSorted()).toEqual(images.map(({ id }) => id).toSorted());
  });
});

/** What a client does with a conflict: looks at the list as it is now, and tries again. */
function retrying({ api }: Person, productId: string) {
  return async (
    change: (version: number) => ReturnType<typeof api.images.delete>,
  ): Promise<void> => {
    let { version } = await api.products.get({ productId });
    for (;;) {
      const { status, current } = await change(version);
      if (status === "changed") return;
      version = current.version;
    }
  };
}

function rotate<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
