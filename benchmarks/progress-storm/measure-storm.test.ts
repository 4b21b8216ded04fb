import { expect, test } from "vitest";
import { measureStorm } from "./measure-storm.ts";

test("every event of every item reaches the engine, and subscribers hear of fewer", async () => {
  const storm = await measureStorm({ items: 5, eventsPerItem: 50 });
  expect(storm).toMatchObject({ items: 5, events: 250 });
  expect(storm.notices).toBeGreaterThan(0);
  expect(storm.notices).toBeLessThan(250);
});
