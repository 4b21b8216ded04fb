/** A person's shops, and who else belongs to them. */
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Db } from "../db/open-database.ts";
import { inviteMember, joinShop, revokeInvitations } from "../db/shop-invitations.ts";
import { listMembers, removeMember, setMemberRole, type Member } from "../db/shop-members.ts";
import { createShop, listShops, renameShop, type OwnShop } from "../db/shops.ts";
import { plainTitle } from "../products/plain-text.ts";
import { router, signedInProcedure } from "../trpc.ts";
import { granted } from "./granted.ts";
import { shopIdSchema } from "./shop-id.ts";

/** What a change of members answers; with `last-owner` nothing was done: name another owner first. */
export type MembersAnswer = { status: "changed" | "last-owner" };

const nameSchema = plainTitle(80);
const roleSchema = z.enum(["owner", "staff"]);
const oneShopSchema = z.strictObject({ shopId: shopIdSchema });
const memberIdSchema = z.string().regex(/^[\w-]{1,64}$/);
const oneMemberSchema = oneShopSchema.extend({ memberId: memberIdSchema });

// Return type left to inference: it is the router that the page's types come from.
export function createShopsRouter({ db }: { db: Db }) {
  return router({
    list: signedInProcedure.query(({ ctx }): Promise<OwnShop[]> => listShops(db, ctx.user.id)),

    create: signedInProcedure
      .input(z.strictObject({ name: nameSchema }))
      .mutation(async ({ ctx, input: { name } }): Promise<OwnShop> => {
        const { id } = granted(await createShop(db, { userId: ctx.user.id, name }));
        return { id, name, role: "owner" };
      }),

    rename: signedInProcedure
      .input(oneShopSchema.extend({ name: nameSchema }))
      .mutation(async ({ ctx, input }): Promise<{ id: string; name: string }> => {
        granted(await renameShop(db, { ...input, userId: ctx.user.id }));
        return { id: input.shopId, name: input.name };
      }),

    members: signedInProcedure
      .input(oneShopSchema)
      .query(async ({ ctx, input }): Promise<Member[]> => {
        const members = await listMembers(db, { ...input, userId: ctx.user.id });
        if (!members) throw new TRPCError({ code: "NOT_FOUND", message: "No such shop." });
        return members;
      }),

    /** Pass the code on to one person; it is shown this once, and ends after 7 days. */
    invite: signedInProcedure
      .input(oneShopSchema.extend({ role: roleSchema }))
      .mutation(async ({ ctx, input }): Promise<{ code: string; expiresAt: string }> => {
        const invitation = granted(await inviteMember(db, { ...input, userId: ctx.user.id }));
        return { code: invitation.code, expiresAt: invitation.expiresAt.toISOString() };
      }),

    /** All codes that nobody has used yet. */
    revokeInvitations: signedInProcedure
      .input(oneShopSchema)
      .mutation(async ({ ctx, input }): Promise<void> => {
        granted(await revokeInvitations(db, { ...input, userId: ctx.user.id }));
      }),

    join: signedInProcedure
      .input(z.strictObject({ code: z.string().regex(/^[\w-]{22}$/) }))
      .mutation(async ({ ctx, input }): Promise<{ shopId: string }> => {
        const { shopId } = granted(await joinShop(db, { ...input, userId: ctx.user.id }));
        return { shopId };
      }),

    setRole: signedInProcedure
      .input(oneMemberSchema.extend({ role: roleSchema }))
      .mutation(async ({ ctx, input }): Promise<MembersAnswer> => {
        const { status } = granted(await setMemberRole(db, { ...input, userId: ctx.user.id }));
        return { status };
      }),

    /** An owner removes others; everybody may leave. */
    removeMember: signedInProcedure
      .input(oneMemberSchema)
      .mutation(async ({ ctx, input }): Promise<MembersAnswer> => {
        const { status } = granted(await removeMember(db, { ...input, userId: ctx.user.id }));
        return { status };
      }),
  });
}
