/** The lock that whoever changes a product or its images takes first. */
import { and, asc, eq, inArray } from "drizzle-orm";
import { may, type Permission, type Role } from "../shops/permissions.ts";
import type { Db } from "./open-database.ts";
import type { Refused } from "./refused.ts";
import { products, shopMembers } from "./schema.ts";

type LockedRow = { id: string; shopId: string; version: number; role: Role };

/** @param tx a transaction: the row stays locked until its end */
export async function lockProduct(
  tx: Db,
  { userId, productId }: { userId: string; productId: string },
  permission: Permission,
): Promise<(LockedRow & { status: "locked" }) | Refused> {
  const [row] = await lockProducts(tx, userId, [productId]);
  if (!row) return { status: "missing" };
  return may(row.role, permission) ? { status: "locked", ...row } : { status: "forbidden" };
}

/**
 * Always in the order of their ids, so that two who lock the same products do not wait for each other.
 * @returns those that the person may see: membership is part of the statement that locks
 */
export function lockProducts(tx: Db, userId: string, productIds: string[]): Promise<LockedRow[]> {
  const { id, shopId, version } = products;
  return (
    tx
      .select({ id, shopId, version, role: shopMembers.role })
      .from(products)
      .innerJoin(shopMembers, and(eq(shopMembers.shopId, shopId), eq(shopMembers.userId, userId)))
      .where(inArray(id, productIds))
      .orderBy(asc(id))
      // Strong enough against each other; rows that only refer to the product do not wait.
      .for("no key update", { of: products })
  );
}
