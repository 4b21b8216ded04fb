/** The lock that whoever changes a shop takes first. */
import { and, eq } from "drizzle-orm";
import { may, type Permission } from "../shops/permissions.ts";
import type { Db } from "./open-database.ts";
import type { Refused } from "./refused.ts";
import { shopMembers, shops } from "./schema.ts";

/** Shop and membership stay locked, so that of many changes at once each finds what the one before it has left. */
export function changeShop<Answer>(
  db: Db,
  { userId, shopId, permission }: { userId: string; shopId: string; permission: Permission },
  change: (tx: Db) => Promise<Answer | Refused>,
): Promise<Answer | Refused> {
  return db.transaction(async (tx) => {
    const [shop] = await tx
      .select({ role: shopMembers.role })
      .from(shops)
      .innerJoin(shopMembers, and(eq(shopMembers.shopId, shops.id), eq(shopMembers.userId, userId)))
      .where(eq(shops.id, shopId))
      .for("no key update");
    if (!shop) return { status: "missing" };
    return may(shop.role, permission) ? change(tx) : { status: "forbidden" };
  });
}
