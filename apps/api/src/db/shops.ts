/** Shops and who belongs to them. */
import { and, eq, ne } from "drizzle-orm";
import { user } from "./auth-schema.ts";
import { foldText } from "./fold-text.ts";
import type { Db } from "./open-database.ts";
import { products, shopMembers, shops } from "./schema.ts";

/**
 * Gives a person a shop of their own, unless they belong to one already.
 * @returns the shop's id
 */
export async function ensureShop(db: Db, userId: string, name: string): Promise<string> {
  return db.transaction(async (tx) => {
    // Of two sessions that begin at once, the second waits here and finds the shop of the first.
    await tx.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("update");
    const [member] = await tx
      .select({ shopId: shopMembers.shopId })
      .from(shopMembers)
      .where(eq(shopMembers.userId, userId))
      .limit(1);
    if (member) return member.shopId;
    const [shop] = await tx.insert(shops).values({ name }).returning({ id: shops.id });
    if (!shop) throw new Error("The insert returned no row.");
    await tx.insert(shopMembers).values({ shopId: shop.id, userId, role: "owner" });
    return shop.id;
  });
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
    const newestAt = Date.now();
    await tx.insert(products).values(
      titles.map((title, index) => ({
        shopId,
        title,
        searchText: foldText(title),
        createdAt: new Date(newestAt - (titles.length - 1 - index) * 1000),
      })),
    );
  });
}
