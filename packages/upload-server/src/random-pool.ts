/** Chance by the handful: one call of the system serves hundreds of tickets. */
import { randomBytes } from "node:crypto";

const poolBytes = 4096;

/** @returns what `randomBytes` gives for a few bytes; every byte is handed out once */
export function createRandomPool(): (sizeBytes: number) => Uint8Array {
  let pool = Buffer.alloc(0);
  return (sizeBytes) => {
    if (sizeBytes > pool.byteLength) pool = randomBytes(Math.max(poolBytes, sizeBytes));
    const taken = pool.subarray(0, sizeBytes);
    pool = pool.subarray(sizeBytes);
    return taken;
  };
}
