/** The short form of `soak:net`: photos over connections that break at random. */
import { expect, test } from "vitest";
import { runNetSoak } from "../soak/run-net-soak.ts";

// Some of the faults last until a time limit is over.
const timeout = 600_000;

test(
  "photos are published over connections that break, and none of them twice",
  { timeout },
  async () => {
    const seed = Date.now() % 1_000_000;
    const uploads = 20;
    const report = await runNetSoak({ uploads, share: 0.05, seed, log: () => {} });
    const { faults, imageRows, publicImages, published, refused } = report;
    expect(Object.keys(faults).length, `with the seed ${seed}`).toBeGreaterThan(0);
    // Five tries in a row may fail, of one photo in ten thousand; of two there is something wrong.
    expect(published, `${refused.join()} with the seed ${seed}`).toBeGreaterThanOrEqual(
      uploads - 1,
    );
    expect(published + refused.length).toBe(uploads);
    expect(imageRows).toBe(publicImages);
    expect(imageRows).toBeGreaterThanOrEqual(published);
    expect(imageRows).toBeLessThanOrEqual(uploads);
  },
);
