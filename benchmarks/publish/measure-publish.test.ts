import { describe, expect, test } from "vitest";
import { createContenders } from "./contenders.ts";
import { measurePublish, summarize } from "./measure-publish.ts";
import { makePhotos } from "./photos.ts";

const photos = await makePhotos({ width: 400, height: 300 });

describe("publishing", () => {
  test("is the same work for every contender", async () => {
    const contenders = createContenders(1);
    for (const photo of photos) {
      const made = await Promise.all(contenders.map(({ publish }) => publish(photo)));
      for (const each of made) expect([...new Set(each)]).toEqual(sizes);
    }
    await Promise.all(contenders.map(({ close }) => close()));
  });

  test("is measured for each of them in each round", async () => {
    const contenders = createContenders(2);
    const runs = await measurePublish(contenders, { photos, rounds: 2, parallel: 2 });
    await Promise.all(contenders.map(({ close }) => close()));
    expect(runs).toHaveLength(6);
    const [bare] = summarize(runs);
    expect(bare).toMatchObject({ name: "bare sharp", ratio: 1 });
  });

  test("of rounds with different luck gives the median of each round's own ratio", () => {
    const speeds = [
      [4, 3.6],
      [2, 1.6],
      [8, 8],
    ];
    const runs = speeds.flatMap(([bare = 0, picket = 0], round) => [
      { round, name: "bare sharp" as const, imagesPerSecondAndCore: bare, imagesPerCpuSecond: 4 },
      { round, name: "Picket" as const, imagesPerSecondAndCore: picket, imagesPerCpuSecond: 2 },
    ]);
    expect(summarize(runs)).toEqual([
      expect.objectContaining({ name: "bare sharp", imagesPerSecondAndCore: 4, ratio: 1 }),
      expect.objectContaining({
        name: "Picket",
        imagesPerSecondAndCore: 3.6,
        ratio: 0.9,
        cpuRatio: 0.5,
      }),
    ]);
  });
});

const sizes = ["320x240 image/webp", "400x300 image/webp", "400x300 image/jpeg"];
