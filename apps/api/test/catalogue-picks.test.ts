/** Photos stand in the order in which they were picked, whichever is ready first; what people order by hand stays. */
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { productImages } from "../src/db/schema.ts";
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

  /** What was picked at these moments, sent and not yet completed. */
  const pick = (...moments: number[]) =>
    Promise.all(moments.map((at) => catalogue.send(ann, { productId }, startMs + at)));
  const publish = (claim = "") => catalogue.complete(ann, claim);
  const order = () => catalogue.orderOf(productId);
  const version = async () => (await ann.api.products.get({ productId })).version;

  test("however they are completed, they stand as they were picked, and the first is the cover", async () => {
    const [a, b, c, d] = await pick(1, 2, 3, 4);
    const added = [await publish(c), await publish(a), await publish(d), await publish(b)];
    const [third, first, fourth, second] = added.map(({ id }) => id);
    expect(added.map(({ position }) => position)).toEqual([0, 0, 2, 1]);
    expect(await order()).toEqual([first, second, third, fourth]);
    const { products } = await ann.api.products.list();
    expect(products[0]).toMatchObject({ imageCount: 4, cover: { id: first } });
    expect(await version()).toBe(4);
  });

  test("twenty that are completed at once stand as they were picked", async () => {
    const claims = await pick(...Array.from({ length: 20 }, (_, index) => (index * 7) % 20));
    const added = await Promise.all(claims.map(publish));
    const byPick = added.map(({ id }, index) => ({ id, at: (index * 7) % 20 }));
    byPick.sort((one, other) => one.at - other.at);
    expect(await order()).toEqual(byPick.map(({ id }) => id));
  });

  test("those of one moment stand in the order in which they are published", async () => {
    const [a, b] = await pick(1, 1);
    const [first, second] = [await publish(b), await publish(a)];
    expect(await order()).toEqual([first.id, second.id]);
  });

  test("a repeated completion changes nothing", async () => {
    const [a, b] = await pick(1, 2);
    await publish(b);
    const first = await publish(a);
    const before = [await order(), await version()];
    expect(await publish(a)).toEqual(first);
    expect([await order(), await version()]).toEqual(before);
  });

  test("nothing pushes in between images that a person has put in order, not even in the same order", async () => {
    const [a, b, c, d] = await pick(1, 2, 3, 4);
    const imageIds = [(await publish(b)).id, (await publish(d)).id];
    const request = { productId, version: await version(), imageIds };
    expect((await ann.api.images.reorder(request)).status).toBe("changed");
    const third = await publish(c);
    const first = await publish(a);
    expect(await order()).toEqual([...imageIds, first.id, third.id]);
  });

  test("an order that was refused is none", async () => {
    const [a, b] = await pick(1, 2);
    const second = await publish(b);
    const request = { productId, version: await version() };
    const tooMany = ann.api.images.reorder({ ...request, imageIds: [second.id, second.id] });
    await expect(tooMany).rejects.toMatchObject({ code: "BAD_REQUEST" });
    const outdated = await ann.api.images.reorder({ productId, version: 0, imageIds: [second.id] });
    expect(outdated.status).toBe("conflict");
    const first = await publish(a);
    expect(await order()).toEqual([first.id, second.id]);
  });

  test("an order of a list that has grown meanwhile conflicts, and is not undone", async () => {
    const [a, b] = await pick(1, 2);
    const second = await publish(b);
    const request = { productId, version: await version(), imageIds: [second.id] };
    const first = await publish(a);
    const answer = await ann.api.images.reorder(request);
    expect(answer).toMatchObject({
      status: "conflict",
      current: { images: [{ id: first.id }, { id: second.id }] },
    });
  });

  test("an image that a person has moved here stays in front of what comes", async () => {
    const [a, b] = await pick(1, 2);
    const other = await catalogue.newProduct(ann, "Jug");
    const claim = await catalogue.send(ann, { productId: other }, startMs + 9);
    const { id: imageId } = await publish(claim);
    const second = await publish(b);
    const move = { productId: other, version: 1, imageId, toProductId: productId };
    expect((await ann.api.images.move(move)).status).toBe("changed");
    const first = await publish(a);
    expect(await order()).toEqual([second.id, imageId, first.id]);
  });

  test("one that is deleted and restored has its place among them again", async () => {
    const [a, b, c] = await pick(1, 2, 3);
    const second = await publish(b);
    const third = await publish(c);
    await ann.api.images.delete({ productId, version: await version(), imageId: third.id });
    await ann.api.images.restore({ productId, imageId: third.id });
    const first = await publish(a);
    expect(await order()).toEqual([first.id, second.id, third.id]);
  });

  test("one that replaces another keeps the place of that, whenever it was picked", async () => {
    const [a, b] = await pick(1, 5);
    const first = await publish(a);
    const last = await publish(b);
    const input = { productId, replaces: first.id };
    const instead = await publish(await catalogue.send(ann, input, startMs + 9));
    const [between] = await pick(3);
    const second = await publish(between);
    expect(await order()).toEqual([instead.id, second.id, last.id]);
    expect(instead.position).toBe(0);
  });

  test("images from before anybody noted when they were picked stay in front", async () => {
    const ids = await catalogue.addImages(ann, productId, 2);
    const isOfProduct = eq(productImages.productId, productId);
    await catalogue.db.update(productImages).set({ pickedAt: null }).where(isOfProduct);
    const [a, b] = await pick(-60_000, -59_999);
    const second = await publish(b);
    const first = await publish(a);
    expect(await order()).toEqual([...ids, first.id, second.id]);
  });
});

/** Of the first pick; a clock that is far from the server's would not be believed. */
const startMs = Date.now();
