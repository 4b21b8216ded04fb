/** How a person signs in, and where they are signed in: the rows of better-auth, without its API. */
import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { account, session } from "./auth-schema.ts";
import type { Db } from "./open-database.ts";

/** What better-auth calls a password. */
const passwordProvider = "credential";

/** Nobody signs in as that person any more, and nobody is signed in; the person and what is theirs stay. */
export async function removeCredentials(db: Db, userId: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(account).where(eq(account.userId, userId));
    await tx.delete(session).where(eq(session.userId, userId));
  });
}

/** @param hash as better-auth makes it; a person who has a password keeps that one */
export async function ensurePassword(
  db: Db,
  { userId, hash }: { userId: string; hash: () => Promise<string> },
): Promise<void> {
  const [known] = await db
    .select({ id: account.id })
    .from(account)
    .where(and(eq(account.userId, userId), eq(account.providerId, passwordProvider)));
  if (known) return;
  const password = await hash();
  const row = { id: randomUUID(), accountId: userId, providerId: passwordProvider, userId };
  await db.insert(account).values({ ...row, password });
}
