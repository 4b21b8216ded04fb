/** Shops and who belongs to them. */
import { and, asc, count, eq, ne } from "drizzle-orm";
import type { Role } from "../shops/permissions.ts";
import { user } from "./auth-schema.ts";
import { changeShop } from "./change-shop.ts";
import { foldText } from "./fold-text.ts";
import type { Db } from "./open-database.ts";
import type { Refused } from "./refused.ts";
import { products, shopMembers, shops } from "./schema.ts";
import { ago } from "./sql-time.ts";

export type OwnShop = { id: string; name: string; role: Role };

/** Quotas are per shop, so their number is not left open. */
const maxShopsPerPerson = 20;

/** @returns the shops that a person belongs to; what is made without naming one goes to the first */
export function listShops(db: Db, userId: string): Promise<OwnShop[]> {
  return db
    .select({ id: shops.id, name: shops.name, role: shopMembers.role })
    .from(shopMembers)
    .innerJoin(shops, eq(shops.id, shopMembers.shopId))
    .where(eq(shopMembers.userId, userId))
    .orderBy(asc(shopMembers.createdAt), asc(shops.id));
}

export function createShop(
  db: Db,
  { userId, name }: { userId: string; name: string },
): Promise<{ status: "created"; id: string } | Refused> {
  return db.transaction(async (tx) => {
    await lockUser(tx, userId);
    const [memberships] = await tx
      .select({ count: count() })
      .from(shopMembers)
      .where(eq(shopMembers.userId, userId));
    if (memberships && memberships.count >= maxShopsPerPerson) return { status: "full" };
    return { status: "created", id: await insertShop(tx, userId, name) };
  });
}

export function renameShop(
  db: Db,
  { name, ...request }: { userId: string; shopId: string; name: string },
): Promise<{ status: "changed" } | Refused> {
  return changeShop(db, { ...request, permission: "renameShop" }, async (tx) => {
    await tx.update(shops).set({ name }).where(eq(shops.id, request.shopId));
    return { status: "changed" };
  });
}

/**
 * Gives a person a shop of their own, unless they belong to one already.
 * @returns the shop's id
 */
export async function ensureShop(db: Db, userId: string, name: string): Promise<string> {
  return db.transaction(async (tx) => {
    // Of two sessions that begin at once, the second waits here and finds the shop of the first.
    await lockUser(tx, userId);
    const [member] = await tx
      .select({ shopId: shopMembers.shopId })
      .from(shopMembers)
      .where(eq(shopMembers.userId, userId))
      .limit(1);
    if (member) return member.shopId;
    return insertShop(tx, userId, name);
  });
}

async function insertShop(tx: Db, userId: string, name: string): Promise<string> {
  const [shop] = await tx.insert(shops).values({ name }).returning({ id: shops.id });
  if (!shop) throw new Error("The insert returned no row.");
  await tx.insert(shopMembers).values({ shopId: shop.id, userId, role: "owner" });
  return shop.id;
}

async function lockUser(tx: Db, userId: string): Promise<void> {
  await tx.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("update");
}

export async function findUserId(db: Db, email: string): Promise<string | null> {
  const [found] = await db.select({ id: user.id }).from(user).where(eq(user.email, email));
  return found?.id ?? null;
}

/** Names the shop and gives it its first products, the last title being the newest; a shop of that name is left as it is. */
export async function furnishShop(
  db: Db,
  shopId: string,
  { name, titles }: { name: string; titles: string[] },
): Promise<void> {
  await db.transaction(async (tx) => {
    const named = await tx
      .update(shops)
      .set({ name })
      .where(and(eq(shops.id, shopId), ne(shops.name, name)))
      .returning({ id: shops.id });
    if (named.length === 0) return;
    await tx.insert(products).values(
      titles.map((title, index) => ({
        shopId,
        title,
        searchText: foldText(title),
        createdAt: ago((titles.length - 1 - index) * 1000),
      })),
    );
  });
}
