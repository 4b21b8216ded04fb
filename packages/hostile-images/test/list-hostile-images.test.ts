import { describe, expect, test } from "vitest";
import { listHostileImages, markWord } from "../src/index.ts";

const images = listHostileImages({ seed: 1 });

describe("the table of hostile images", () => {
  test("names each row once", () => {
    const names = images.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("has many rows in each group", () => {
    const groups = [...new Set(images.map(({ group }) => group))];
    expect(groups).toHaveLength(11);
    // Of what is just small enough there is one a type.
    const others = groups.filter((one) => one !== "limit");
    const sizes = others.map((one) => images.filter(({ group }) => group === one).length);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10);
  });

  test("says how each must end", () => {
    expect(images.filter(({ verdicts }) => verdicts.length === 0)).toEqual([]);
  });

  test("makes the same bytes each time, and others from another seed", async () => {
    const [one] = images.filter(({ group }) => group === "bit-flip");
    const [other] = listHostileImages({ seed: 2 }).filter(({ group }) => group === "bit-flip");
    expect(await one!.makeBytes()).toEqual(await one!.makeBytes());
    expect(await one!.makeBytes()).not.toEqual(await other!.makeBytes());
  });

  test("hides the marked word in what carries something", async () => {
    const carriers = images.filter(
      ({ group, name }) => group === "polyglot" && !name.includes("packed"),
    );
    const hidden = await Promise.all(
      carriers.map(async ({ makeBytes }) => (await makeBytes()).includes(markWord)),
    );
    expect(carriers.filter((_, index) => !hidden[index])).toEqual([]);
  });
});
