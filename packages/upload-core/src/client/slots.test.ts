import { expect, test } from "vitest";
import { turn } from "../../test/client/fake-clock.ts";
import { createSlots } from "./slots.ts";

const { signal } = new AbortController();

test("a free slot is taken at once, the next in line gets it when it is given back", async () => {
  const takeSlot = createSlots(() => 2);
  const order: string[] = [];
  const first = await takeSlot(signal);
  await takeSlot(signal);
  void takeSlot(signal).then(() => order.push("third"));
  void takeSlot(signal).then(() => order.push("fourth"));
  await turn();
  expect(order).toEqual([]);
  first();
  await turn();
  expect(order).toEqual(["third"]);
});

test("who gives up waiting passes the slot on when the turn comes", async () => {
  const takeSlot = createSlots(() => 1);
  const free = await takeSlot(signal);
  const controller = new AbortController();
  const outcome = takeSlot(controller.signal).catch((error: unknown) => error);
  let isTaken = false;
  void takeSlot(signal).then(() => (isTaken = true));
  controller.abort("gone");
  free();
  expect(await outcome).toBe("gone");
  await turn();
  expect(isTaken).toBe(true);
});

test("a slot that comes together with the abort is passed on", async () => {
  const takeSlot = createSlots(() => 1);
  const free = await takeSlot(signal);
  const controller = new AbortController();
  const outcome = takeSlot(controller.signal).catch((error: unknown) => error);
  free();
  controller.abort("gone");
  expect(await outcome).toBe("gone");
  await expect(takeSlot(signal)).resolves.toBeTypeOf("function");
});

test("a raised limit counts from the next slot that is freed", async () => {
  let limit = 1;
  const takeSlot = createSlots(() => limit);
  const free = await takeSlot(signal);
  let taken = 0;
  for (let i = 0; i < 3; i += 1) void takeSlot(signal).then(() => (taken += 1));
  limit = 3;
  free();
  await turn();
  expect(taken).toBe(3);
});
