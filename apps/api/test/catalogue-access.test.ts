/** Every procedure there is, asked by somebody else for what is not theirs. */
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { productImages, products, shopMembers, shops } from "../src/db/schema.ts";
import {
  codesOf,
  openCatalogue,
  type Caller,
  type Catalogue,
  type Person,
} from "./catalogue-shop.ts";
import { engines } from "./limits-database.ts";
import { describeFile } from "./plain-upload.ts";

/** What another person's call may name, and what of their own they may mix with it. */
type Things = {
  shopId: string;
  productId: string;
  imageId: string;
  deletedId: string;
  memberId: string;
  claim: string;
};

type Attack = (api: Caller, theirs: Things, mine: Things) => Promise<unknown>;

const file = describeFile(new Uint8Array([1]));

/** What answers 404, by procedure; a new procedure comes in here, or among those that name nothing. */
const attacks: Record<string, Attack[]> = {
  "products.list": [(api, { shopId }) => api.products.list({ shopId })],
  "products.get": [(api, { productId }) => api.products.get({ productId })],
  "products.create": [(api, { shopId }) => api.products.create({ shopId, title: "Mine" })],
  "products.rename": [
    (api, { productId }) => api.products.rename({ productId, title: "Mine", from: "Mug" }),
  ],
  "products.archive": [(api, { productId }) => api.products.archive({ productId })],
  "products.unarchive": [(api, { productId }) => api.products.unarchive({ productId })],
  "images.reorder": [
    (api, { productId, imageId }) =>
      api.images.reorder({ productId, version, imageIds: [imageId] }),
    (api, { imageId }, { productId }) =>
      api.images.reorder({ productId, version, imageIds: [imageId] }),
  ],
  "images.setAltText": [
    (api, { productId, imageId }) =>
      api.images.setAltText({ productId, version, imageId, altText: "mine" }),
    (api, { imageId }, { productId }) =>
      api.images.setAltText({ productId, version, imageId, altText: "mine" }),
  ],
  "images.move": [
    (api, { productId, imageId }, mine) =>
      api.images.move({ productId, version, imageId, toProductId: mine.productId }),
    (api, { imageId, productId }, mine) =>
      api.images.move({ productId: mine.productId, version, imageId, toProductId: productId }),
    (api, { productId }, mine) =>
      api.images.move({
        productId: mine.productId,
        version,
        imageId: mine.imageId,
        toProductId: productId,
      }),
  ],
  "images.delete": [
    (api, { productId, imageId }) => api.images.delete({ productId, version, imageId }),
    (api, { imageId }, { productId }) => api.images.delete({ productId, version, imageId }),
  ],
  "images.restore": [
    (api, { productId, deletedId }) => api.images.restore({ productId, imageId: deletedId }),
    (api, { deletedId }, { productId }) => api.images.restore({ productId, imageId: deletedId }),
  ],
  "images.listDeleted": [(api, { productId }) => api.images.listDeleted({ productId })],
  "shops.rename": [(api, { shopId }) => api.shops.rename({ shopId, name: "Mine" })],
  "shops.members": [(api, { shopId }) => api.shops.members({ shopId })],
  "shops.invite": [(api, { shopId }) => api.shops.invite({ shopId, role: "owner" })],
  "shops.revokeInvitations": [(api, { shopId }) => api.shops.revokeInvitations({ shopId })],
  "shops.join": [(api) => api.shops.join({ code: "A".repeat(22) })],
  "shops.setRole": [
    (api, { shopId, memberId }) => api.shops.setRole({ shopId, memberId, role: "staff" }),
    (api, { shopId }, { memberId }) => api.shops.setRole({ shopId, memberId, role: "owner" }),
    (api, { memberId }, { shopId }) => api.shops.setRole({ shopId, memberId, role: "staff" }),
  ],
  "shops.removeMember": [
    (api, { shopId, memberId }) => api.shops.removeMember({ shopId, memberId }),
    (api, { memberId }, { shopId }) => api.shops.removeMember({ shopId, memberId }),
  ],
  "uploads.productImage.getUploadTicket": [
    (api, { productId }) =>
      api.uploads.productImage.getUploadTicket({ input: { productId }, file }),
    (api, { imageId }, { productId }) =>
      api.uploads.productImage.getUploadTicket({ input: { productId, replaces: imageId }, file }),
  ],
};

/** A claim is a secret of whoever got the ticket: another person's is no claim at all. */
const claims: Record<string, Attack[]> = {
  "uploads.productImage.completeUpload": [
    (api, { claim }) => api.uploads.productImage.completeUpload({ claim }),
  ],
  "uploads.productImage.discardUpload": [
    (api, { claim }) => api.uploads.productImage.discardUpload({ claim }),
  ],
};

const namingNothing = ["app.info", "shops.list", "shops.create", "uploads.productImage.policy"];

/** Of every product that these tests make. */
const version = 3;

describe.each(engines)("on %s", (_name, engine) => {
  let catalogue: Catalogue;
  let ann: Person;
  let eve: Person;
  let theirs: Things;
  let mine: Things;

  beforeAll(async () => {
    catalogue = await openCatalogue(engine);
    [ann, eve] = [await catalogue.newPerson(), await catalogue.newPerson()];
    [theirs, mine] = [await thingsOf(ann), await thingsOf(eve)];
  });

  afterAll(() => catalogue.close());

  async function thingsOf(person: Person): Promise<Things> {
    const productId = await catalogue.newProduct(person);
    const [imageId = "", deletedId = ""] = await catalogue.addImages(person, productId, 2);
    await person.api.images.delete({ productId, version: 2, imageId: deletedId });
    const { getUploadTicket } = person.api.uploads.productImage;
    const { claim } = await getUploadTicket({ input: { productId }, file });
    return { shopId: person.shopId, productId, imageId, deletedId, memberId: person.id, claim };
  }

  /** Everything that a stranger could have changed. */
  async function stateOf({ shopId, productId }: Things): Promise<unknown> {
    const { db } = catalogue;
    return [
      await db.select().from(shops).where(eq(shops.id, shopId)),
      await db.select().from(shopMembers).where(eq(shopMembers.shopId, shopId)),
      await db.select().from(products).where(eq(products.shopId, shopId)),
      await db
        .select()
        .from(productImages)
        .where(eq(productImages.productId, productId))
        .orderBy(productImages.id),
    ];
  }

  test("every procedure is asked", () => {
    const asked = [...Object.keys(attacks), ...Object.keys(claims), ...namingNothing];
    expect(asked.toSorted()).toEqual(catalogue.procedures.toSorted());
  });

  test.each(Object.entries(attacks))("%s finds nothing of another shop", async (_path, calls) => {
    const before = [await stateOf(theirs), await stateOf(mine)];
    for (const call of calls) {
      expect(await codesOf([call(eve.api, theirs, mine)])).toEqual(["NOT_FOUND"]);
    }
    expect([await stateOf(theirs), await stateOf(mine)]).toEqual(before);
  });

  test.each(Object.entries(claims))("%s takes no claim of another person", async (_path, calls) => {
    for (const call of calls) {
      expect(await codesOf([call(eve.api, theirs, mine)])).toEqual(["BAD_REQUEST"]);
    }
  });

  test.each(Object.entries({ ...attacks, ...claims }))(
    "%s does nothing for somebody who is not signed in",
    async (_path, calls) => {
      for (const call of calls) {
        expect(await codesOf([call(catalogue.nobody, theirs, theirs)])).toEqual(["UNAUTHORIZED"]);
      }
    },
  );

  test("a list shows nothing of another shop", async () => {
    const { products: listed } = await eve.api.products.list({ search: "mug", archived: false });
    expect(listed.map(({ id }) => id)).toEqual([mine.productId]);
    expect((await eve.api.shops.list()).map(({ id }) => id)).toEqual([mine.shopId]);
  });
});
