/** Ways into a shop. The code goes from person to person, so nobody learns here which addresses have accounts. */
import { createHash, randomBytes } from "node:crypto";
import { and, count, eq, gt, lte } from "drizzle-orm";
import type { Role } from "../shops/permissions.ts";
import { changeShop } from "./change-shop.ts";
import type { Db } from "./open-database.ts";
import type { Refused } from "./refused.ts";
import { shopInvitations, shopMembers } from "./schema.ts";
import { fromNow, now } from "./sql-time.ts";

export type Invitation = { status: "created"; code: string; expiresAt: Date };

const lifeMs = 7 * 24 * 60 * 60 * 1000;
const maxOpenPerShop = 50;

/** @returns a code for one person; nobody can read it a second time */
export function inviteMember(
  db: Db,
  { role, ...request }: { userId: string; shopId: string; role: Role },
): Promise<Invitation | Refused> {
  return changeShop(db, { ...request, permission: "manageMembers" }, async (tx) => {
    const { shopId } = request;
    const ofShop = eq(shopInvitations.shopId, shopId);
    await tx.delete(shopInvitations).where(and(ofShop, lte(shopInvitations.expiresAt, now)));
    const [open] = await tx.select({ count: count() }).from(shopInvitations).where(ofShop);
    if (open && open.count >= maxOpenPerShop) return { status: "full" };
    const code = randomBytes(16).toString("base64url");
    const [made] = await tx
      .insert(shopInvitations)
      .values({ codeSha256: sha256(code), shopId, role, expiresAt: fromNow(lifeMs) })
      .returning({ expiresAt: shopInvitations.expiresAt });
    if (!made) throw new Error("The insert returned no row.");
    return { status: "created", code, expiresAt: made.expiresAt };
  });
}

/** All that nobody has taken yet. */
export function revokeInvitations(
  db: Db,
  request: { userId: string; shopId: string },
): Promise<{ status: "changed" } | Refused> {
  return changeShop(db, { ...request, permission: "manageMembers" }, async (tx) => {
    await tx.delete(shopInvitations).where(eq(shopInvitations.shopId, request.shopId));
    return { status: "changed" };
  });
}

/** Whoever is a member already stays what they are. */
export function joinShop(
  db: Db,
  { userId, code }: { userId: string; code: string },
): Promise<{ status: "joined"; shopId: string } | Refused> {
  return db.transaction(async (tx) => {
    const [invitation] = await tx
      .delete(shopInvitations)
      .where(and(eq(shopInvitations.codeSha256, sha256(code)), gt(shopInvitations.expiresAt, now)))
      .returning({ shopId: shopInvitations.shopId, role: shopInvitations.role });
    if (!invitation) return { status: "missing" };
    await tx
      .insert(shopMembers)
      .values({ ...invitation, userId })
      .onConflictDoNothing();
    return { status: "joined", shopId: invitation.shopId };
  });
}

function sha256(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}
