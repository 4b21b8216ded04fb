/** A shop to try things in: for the embedded default only, where nobody but this machine can sign in. */
import { hashPassword } from "better-auth/crypto";
import type { Auth } from "./auth.ts";
import { ensurePassword, removeCredentials } from "./db/credentials.ts";
import type { Db } from "./db/open-database.ts";
import { ensureShop, findUserId, furnishShop } from "./db/shops.ts";

export type DemoAccount = { email: string; password: string };

const demoAccount: DemoAccount = { email: "demo@picket.example", password: "picket-demo" };

const demoShop = {
  name: "Harbour & Pine",
  titles: [
    "Beeswax candle, set of three",
    "Enamel milk jug, 1 litre",
    "Waxed canvas tote",
    "Linen tea towel, indigo stripe",
    "Oak serving board, round",
    "Stoneware mug, speckled white",
  ],
};

/** Does nothing when it was done before; finishes what a crash left half done, and opens again what was shut. */
export async function seedDemo(db: Db, auth: Auth): Promise<DemoAccount> {
  const userId =
    (await findUserId(db, demoAccount.email)) ??
    (await auth.signUp({ name: "Demo", ...demoAccount })).id;
  await ensurePassword(db, { userId, hash: () => hashPassword(demoAccount.password) });
  await furnishShop(db, await ensureShop(db, userId, "My shop"), demoShop);
  return demoAccount;
}

/**
 * For a database that was an embedded default's before: everybody knows the password, so it must be gone before
 * anybody else can reach the server, and whoever signed in with it must be out.
 */
export async function shutDemo(db: Db): Promise<void> {
  const userId = await findUserId(db, demoAccount.email);
  if (userId !== null) await removeCredentials(db, userId);
}
