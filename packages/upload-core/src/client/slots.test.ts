import { expect, test } from "vitest";
import { turn } from "../../test/client/fake-clock.ts";
import { createSlots } from "./slots.ts";

const { signal } = new AbortController();

test("a free slot is taken at once, the next in line gets it when it is given back", async () => {
  const slots = createSlots(() => 2);
  const order: string[] = [];
  const first = await slots.take(signal);
  await slots.take(signal);
  void slots.take(signal).then(() => order.push("third"));
  void slots.take(signal).then(() => order.push("fourth"));
  await turn();
  expect(order).toEqual([]);
  first();
  first();
  await turn();
  expect(order).toEqual(["third"]);
});

test("who gives up waiting takes no slot from the others", async () => {
  const slots = createSlots(() => 1);
  const free = await slots.take(signal);
  const controller = new AbortController();
  const outcome = slots.take(controller.signal).catch((error: unknown) => error);
  let isTaken = false;
  void slots.take(signal).then(() => (isTaken = true));
  controller.abort("gone");
  expect(await outcome).toBe("gone");
  free();
  await turn();
  expect(isTaken).toBe(true);
});

test("a slot that comes together with the abort is passed on", async () => {
  const slots = createSlots(() => 1);
  const free = await slots.take(signal);
  const controller = new AbortController();
  const outcome = slots.take(controller.signal).catch((error: unknown) => error);
  free();
  controller.abort("gone");
  expect(await outcome).toBe("gone");
  await expect(slots.take(signal)).resolves.toBeTypeOf("function");
});

test("a raised limit counts from the next slot that is freed", async () => {
  let limit = 1;
  const slots = createSlots(() => limit);
  const free = await slots.take(signal);
  let taken = 0;
  for (let i = 0; i < 3; i += 1) void slots.take(signal).then(() => (taken += 1));
  limit = 3;
  free();
  await turn();
  expect(taken).toBe(3);
});
