/** Counts calls per person and per address, and refuses those that are too many. */
import { createHash } from "node:crypto";
import { UploadError } from "@picket/upload-core";
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import type { RunQuery } from "../db/open-database.ts";
import { networkOf } from "./client-address.ts";

/** What one person may do in a minute; an address, behind which there may be an office, five times as much. */
export type RateLimitSettings = { tickets: number; completions: number; signIns: number };

type Caller = {
  /** id of who is signed in */
  person: string | null;
  /** IP address */
  address: string;
};

/** All throw RATE_LIMITED. */
export type RateLimits = {
  /** Counted in this process: issuing a ticket writes nothing. */
  ticket: (caller: Caller) => Promise<void>;
  completion: (caller: Caller) => Promise<void>;
  /** A product, which stays: as many as tickets, for each is there for at least one photo. Counted in this process. */
  product: (caller: Caller) => Promise<void>;
  /** A try to sign in to an account, which need not exist. */
  signIn: (guess: { email: string; address: string }) => Promise<void>;
  /** The try was right: those before it are forgotten. */
  signedIn: (guess: { email: string; address: string }) => Promise<void>;
  signUp: (address: string) => Promise<void>;
};

const windowSeconds = 60;
const peoplePerAddress = 5;

/** As `RATE_LIMIT_SIGN_INS` is when nobody has set it. */
const usualSignIns = 20;

const guessingSeconds = 15 * 60;

/** An account that many addresses guess at. Its owner's next sign-in may have to wait, too, so it is not tight. */
const accountGuesses = 30;

/** Of those, one address may spend so many: alone it keeps nobody out but itself. */
const accountGuessesFromAddress = 10;

/** @param query the database; what is counted there holds for every process of the app */
export function createRateLimits(query: RunQuery, settings: RateLimitSettings): RateLimits {
  const { tickets, completions, signIns } = settings;
  const inMemory = (keyPrefix: string, points: number): RateLimiterAbstract =>
    new RateLimiterMemory({ keyPrefix, points, duration: windowSeconds });
  const shared = (
    keyPrefix: string,
    { points, duration = windowSeconds }: { points: number; duration?: number },
  ): RateLimiterAbstract =>
    new RateLimiterPostgres({
      storeClient: { query },
      storeType: "pool",
      tableName: "rate_limits",
      tableCreated: true,
      keyPrefix,
      points,
      duration,
      // Who is over the limit is refused from memory: a flood does not reach the database.
      inMemoryBlockOnConsumed: points,
      // While the database is away, each process counts for itself.
      insuranceLimiter: new RateLimiterMemory({ keyPrefix, points, duration }),
    });

  const ticket = perCaller(
    inMemory("ticket", tickets),
    inMemory("ticket-address", tickets * peoplePerAddress),
  );
  const product = perCaller(
    inMemory("product", tickets),
    inMemory("product-address", tickets * peoplePerAddress),
  );
  const completion = perCaller(
    shared("completion", { points: completions }),
    shared("completion-address", { points: completions * peoplePerAddress }),
  );
  const signInAddress = shared("sign-in-address", { points: signIns });
  // Whoever lets an address sign in more often than is usual means these as well.
  const guesses = (usual: number): { points: number; duration: number } => ({
    points: Math.max(usual, Math.ceil((usual * signIns) / usualSignIns)),
    duration: guessingSeconds,
  });
  const signInAccount = shared("sign-in-account", guesses(accountGuesses));
  const signInAccountAddress = shared(
    "sign-in-account-address",
    guesses(accountGuessesFromAddress),
  );
  const signUpAddress = shared("sign-up-address", { points: signIns });

  return {
    ticket,
    completion,
    product,
    signIn: async ({ email, address }) => {
      await spend(signInAddress, networkOf(address));
      await spend(signInAccountAddress, accountKey(email, address));
      await spend(signInAccount, accountKey(email));
    },
    signedIn: async ({ email, address }) => {
      await signInAccountAddress.delete(accountKey(email, address));
      await signInAccount.delete(accountKey(email));
    },
    signUp: (address) => spend(signUpAddress, networkOf(address)),
  };
}

function perCaller(person: RateLimiterAbstract, address: RateLimiterAbstract) {
  return async (caller: Caller): Promise<void> => {
    // The person first: what is refused to one takes nothing from the others behind the address.
    if (caller.person !== null) await spend(person, caller.person);
    await spend(address, networkOf(caller.address));
  };
}

async function spend(limiter: RateLimiterAbstract, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (cause) {
    if (!(cause instanceof RateLimiterRes)) throw cause;
    const retryAfterMs = Math.max(cause.msBeforeNext, 1);
    throw new UploadError({ code: "RATE_LIMITED", details: { retryAfterMs } });
  }
}

/** Of a fixed length, and nothing that names a person. */
function accountKey(email: string, address?: string): string {
  const network = address === undefined ? "" : `\n${networkOf(address)}`;
  return createHash("sha256").update(`${email.toLowerCase()}${network}`).digest("base64url");
}
