import { expect, test } from "vitest";
import { createHealthRoutes } from "./health.ts";

test("however many ask whether it is ready, the parts are asked once a second", async () => {
  let asked = 0;
  let nowMs = 0;
  const check = async (): Promise<void> => {
    asked += 1;
  };
  const app = createHealthRoutes({ database: check }, () => nowMs);
  const ask = async (): Promise<number> => (await app.request("/readyz")).status;
  expect(await Promise.all(Array.from({ length: 50 }, ask))).toEqual(
    Array.from({ length: 50 }, () => 200),
  );
  nowMs = 999;
  await ask();
  expect(asked).toBe(1);
  nowMs = 1000;
  await ask();
  expect(asked).toBe(2);
});
