/** Who belongs to a shop. It always has an owner. */
import { and, asc, eq, exists, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { may, type Role } from "../shops/permissions.ts";
import { user } from "./auth-schema.ts";
import type { Db } from "./open-database.ts";
import type { Refused } from "./refused.ts";
import { shopInvitations, shopMembers } from "./schema.ts";

export type Member = { userId: string; name: string; email: string; role: Role };

/** With `last-owner` nothing was changed: another owner has to be named first. */
export type MemberAnswer = { status: "changed" | "last-owner" } | Refused;

type MemberRequest = { userId: string; shopId: string; memberId: string };

/** @returns those who came first first; null when the person is none of them */
export async function listMembers(
  db: Db,
  { userId, shopId }: { userId: string; shopId: string },
): Promise<Member[] | null> {
  const members = await db
    .select({ userId: user.id, name: user.name, email: user.email, role: shopMembers.role })
    .from(shopMembers)
    .innerJoin(user, eq(user.id, shopMembers.userId))
    .where(and(eq(shopMembers.shopId, shopId), isOwnShop(db, userId)))
    .orderBy(asc(shopMembers.createdAt), asc(user.id));
  return members.length > 0 ? members : null;
}

export function setMemberRole(
  db: Db,
  { role, ...request }: MemberRequest & { role: Role },
): Promise<MemberAnswer> {
  return changeMember(db, { ...request, role }, async (tx) => {
    await tx.update(shopMembers).set({ role }).where(isThis(request));
  });
}

/** Everybody may leave. */
export function removeMember(db: Db, request: MemberRequest): Promise<MemberAnswer> {
  return changeMember(db, { ...request, role: null }, async (tx) => {
    await tx.delete(shopMembers).where(isThis(request));
  });
}

/** @param request.role what the member becomes; null for one who goes */
function changeMember(
  db: Db,
  { userId, shopId, memberId, role }: MemberRequest & { role: Role | null },
  change: (tx: Db) => Promise<void>,
): Promise<MemberAnswer> {
  return db.transaction(async (tx) => {
    const members = await lockMembers(tx, userId, shopId);
    const self = members.find((member) => member.userId === userId);
    if (!self) return { status: "missing" };
    const isLeaving = memberId === userId && role === null;
    if (!isLeaving && !may(self.role, "manageMembers")) return { status: "forbidden" };
    const before = members.find((member) => member.userId === memberId);
    if (!before) return { status: "missing" };
    const isOwnerLeft = members.some((member) =>
      member.userId === memberId ? role === "owner" : member.role === "owner",
    );
    if (!isOwnerLeft) return { status: "last-owner" };
    // Who is no owner any more does not come back by a code that they made before.
    if (before.role === "owner" && role !== "owner") {
      await tx.delete(shopInvitations).where(eq(shopInvitations.shopId, shopId));
    }
    await change(tx);
    return { status: "changed" };
  });
}

/** All of them, always in the same order: of two owners who go at once, the second finds that they are the last. */
function lockMembers(tx: Db, userId: string, shopId: string) {
  return tx
    .select({ userId: shopMembers.userId, role: shopMembers.role })
    .from(shopMembers)
    .where(and(eq(shopMembers.shopId, shopId), isOwnShop(tx, userId)))
    .orderBy(asc(shopMembers.userId))
    .for("update", { of: shopMembers });
}

function isThis({ shopId, memberId }: MemberRequest): SQL | undefined {
  return and(eq(shopMembers.shopId, shopId), eq(shopMembers.userId, memberId));
}

/** Of all members' rows: those of shops that the person belongs to. */
function isOwnShop(db: Db, userId: string): SQL {
  const own = alias(shopMembers, "own");
  return exists(
    db
      .select({ shopId: own.shopId })
      .from(own)
      .where(and(eq(own.shopId, shopMembers.shopId), eq(own.userId, userId))),
  );
}
