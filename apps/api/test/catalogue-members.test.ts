/** Who belongs to a shop, and what each of them may do. */
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { shopInvitations } from "../src/db/schema.ts";
import { codesOf, openCatalogue, type Catalogue, type Person } from "./catalogue-shop.ts";
import { engines } from "./limits-database.ts";

describe.each(engines)("on %s", (_name, engine) => {
  let catalogue: Catalogue;
  let owner: Person;
  let shopId: string;

  beforeAll(async () => {
    catalogue = await openCatalogue(engine);
  });

  beforeEach(async () => {
    owner = await catalogue.newPerson();
    ({ shopId } = owner);
  });

  afterAll(() => catalogue.close());

  async function newMember(role: "owner" | "staff"): Promise<Person> {
    const person = await catalogue.newPerson();
    const { code } = await owner.api.shops.invite({ shopId, role });
    expect(await person.api.shops.join({ code })).toEqual({ shopId });
    return person;
  }

  async function roles(): Promise<Record<string, string>> {
    const members = await owner.api.shops.members({ shopId });
    return Object.fromEntries(members.map(({ userId, role }) => [userId, role]));
  }

  describe("an invitation", () => {
    test("lets one person in, with the role that it names", async () => {
      const staff = await newMember("staff");
      expect(await roles()).toEqual({ [owner.id]: "owner", [staff.id]: "staff" });
      expect(await staff.api.shops.list()).toEqual([
        { id: staff.shopId, name: "My shop", role: "owner" },
        { id: shopId, name: "My shop", role: "staff" },
      ]);
    });

    test("is taken once, whoever tries, and however many at once", async () => {
      const { code } = await owner.api.shops.invite({ shopId, role: "staff" });
      const people = await Promise.all(Array.from({ length: 10 }, () => catalogue.newPerson()));
      const codes = await codesOf(people.map(({ api }) => api.shops.join({ code })));
      expect(codes.filter((refusal) => refusal === null)).toHaveLength(1);
      expect(Object.keys(await roles())).toHaveLength(2);
    });

    test("ends by time and by being revoked", async () => {
      const { code: old } = await owner.api.shops.invite({ shopId, role: "staff" });
      await catalogue.db
        .update(shopInvitations)
        .set({ expiresAt: sql`clock_timestamp()` })
        .where(eq(shopInvitations.shopId, shopId));
      const { code: revoked } = await owner.api.shops.invite({ shopId, role: "staff" });
      await owner.api.shops.revokeInvitations({ shopId });
      const { api } = await catalogue.newPerson();
      const joining = [old, revoked, "A".repeat(22)].map((code) => api.shops.join({ code }));
      expect(await codesOf(joining)).toEqual(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"]);
    });

    test("does not change what somebody is already", async () => {
      const { code } = await owner.api.shops.invite({ shopId, role: "staff" });
      await owner.api.shops.join({ code });
      expect(await roles()).toEqual({ [owner.id]: "owner" });
    });

    test("is of no use to an owner who was removed", async () => {
      const former = await newMember("owner");
      const { code } = await former.api.shops.invite({ shopId, role: "owner" });
      await owner.api.shops.removeMember({ shopId, memberId: former.id });
      await expect(former.api.shops.join({ code })).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    test("cannot be piled up", async () => {
      const inviting = Array.from({ length: 60 }, () =>
        owner.api.shops.invite({ shopId, role: "staff" }),
      );
      const codes = await codesOf(inviting);
      expect(codes.filter((code) => code === null)).toHaveLength(50);
      expect(codes.filter((code) => code === "UNPROCESSABLE_CONTENT")).toHaveLength(10);
    });
  });

  describe("a shop always has an owner:", () => {
    test("the last one neither leaves nor becomes staff", async () => {
      await newMember("staff");
      const self = { shopId, memberId: owner.id };
      expect(await owner.api.shops.removeMember(self)).toEqual({ status: "last-owner" });
      expect(await owner.api.shops.setRole({ ...self, role: "staff" })).toEqual({
        status: "last-owner",
      });
      expect(await owner.api.shops.setRole({ ...self, role: "owner" })).toEqual({
        status: "changed",
      });
    });

    test("of two who leave at the same moment one stays", async () => {
      const second = await newMember("owner");
      const answers = await Promise.all(
        [owner, second].map(({ id, api }) => api.shops.removeMember({ shopId, memberId: id })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual(["changed", "last-owner"]);
    });

    test("of two who make each other staff one stays", async () => {
      const second = await newMember("owner");
      const codes = await codesOf([
        owner.api.shops.setRole({ shopId, memberId: second.id, role: "staff" }),
        second.api.shops.setRole({ shopId, memberId: owner.id, role: "staff" }),
      ]);
      expect(new Set(codes)).toEqual(new Set([null, "FORBIDDEN"]));
      expect(Object.values(await roles()).toSorted()).toEqual(["owner", "staff"]);
    });
  });

  test("staff edit products and their images, and may leave; all else is for owners", async () => {
    const { api, id } = await newMember("staff");
    const product = await api.products.create({ shopId, title: "Mug" });
    const productId = product.id;
    await api.products.rename({ productId, title: "Stoneware mug", from: "Mug" });
    const { id: imageId } = await catalogue.upload({ ...owner, api }, { productId });
    await api.images.delete({ productId, version: 1, imageId });
    await api.images.restore({ productId, imageId });

    const ownersOnly = [
      api.products.archive({ productId }),
      api.products.unarchive({ productId }),
      api.shops.rename({ shopId, name: "Mine" }),
      api.shops.invite({ shopId, role: "owner" }),
      api.shops.revokeInvitations({ shopId }),
      api.shops.setRole({ shopId, memberId: id, role: "owner" }),
      api.shops.removeMember({ shopId, memberId: owner.id }),
    ];
    expect(await codesOf(ownersOnly)).toEqual(ownersOnly.map(() => "FORBIDDEN"));
    await owner.api.products.archive({ productId });
    await owner.api.shops.rename({ shopId, name: "Harbour" });
    expect(await api.shops.list()).toContainEqual({ id: shopId, name: "Harbour", role: "staff" });

    expect(await api.shops.removeMember({ shopId, memberId: id })).toEqual({ status: "changed" });
    await expect(api.products.get({ productId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(api.shops.members({ shopId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a photo that is on its way when its sender is removed does not appear", async () => {
    const staff = await newMember("staff");
    const productId = await catalogue.newProduct(owner);
    await catalogue.upload(staff, { productId });
    expect(await catalogue.orderOf(productId)).toHaveLength(1);
    const uploading = catalogue.upload(staff, { productId }, () =>
      owner.api.shops.removeMember({ shopId, memberId: staff.id }),
    );
    await expect(uploading).rejects.toMatchObject({ message: "FORBIDDEN" });
    expect(await catalogue.orderOf(productId)).toHaveLength(1);
  });

  test("a person has so many shops and no more, however fast they are made", async () => {
    const making = Array.from({ length: 30 }, () => owner.api.shops.create({ name: "Another" }));
    const codes = await codesOf(making);
    expect(codes.filter((code) => code === "UNPROCESSABLE_CONTENT")).toHaveLength(11);
    expect(await owner.api.shops.list()).toHaveLength(20);
  });
});
