import { expect, test } from "vitest";
import { turn } from "../../test/client/fake-clock.ts";
import { createSlots } from "./slots.ts";

const { signal } = new AbortController();

/** Takes a slot and holds it until it is told to give it back. */
function createHolders(limit: () => number) {
  const holdSlot = createSlots(limit);
  const holding: string[] = [];
  const release = new Map<string, () => void>();
  const hold = (name: string, position = 0, until = signal) =>
    holdSlot({ position }, until, () => {
      holding.push(name);
      return new Promise<string>((resolve) => release.set(name, () => resolve(name)));
    });
  return { hold, holding, free: (name: string) => release.get(name)!() };
}

test("a free slot is taken at once, the next in line gets it when it is given back", async () => {
  const { hold, holding, free } = createHolders(() => 2);
  for (const name of ["first", "second", "third", "fourth"]) void hold(name);
  await turn();
  expect(holding).toEqual(["first", "second"]);
  free("first");
  await turn();
  expect(holding).toEqual(["first", "second", "third"]);
});

test("whoever stands further in front comes first, also when that changed while waiting", async () => {
  const holdSlot = createSlots(() => 1);
  const order: string[] = [];
  const waiter = (name: string, position: number) => {
    const turnOf = { position };
    void holdSlot(turnOf, signal, async () => order.push(name));
    return turnOf;
  };
  waiter("running", 0);
  const back = waiter("back", 3);
  waiter("middle", 2);
  waiter("front", 1);
  back.position = -1;
  await turn();
  expect(order).toEqual(["running", "back", "front", "middle"]);
});

test("a step that fails gives its slot back and passes its error on", async () => {
  const holdSlot = createSlots(() => 1);
  const failing = holdSlot({ position: 0 }, signal, () => Promise.reject(new Error("broken")));
  await expect(failing).rejects.toThrow("broken");
  await expect(holdSlot({ position: 0 }, signal, async () => "next")).resolves.toBe("next");
});

test("who gives up waiting passes the slot on when the turn comes", async () => {
  const { hold, holding, free } = createHolders(() => 1);
  void hold("first");
  await turn();
  const controller = new AbortController();
  const outcome = hold("gone", 0, controller.signal).catch((error: unknown) => error);
  void hold("next");
  controller.abort("gone");
  free("first");
  expect(await outcome).toBe("gone");
  await turn();
  expect(holding).toEqual(["first", "next"]);
});

test("a slot that comes together with the abort is passed on", async () => {
  const { hold, holding, free } = createHolders(() => 1);
  void hold("first");
  await turn();
  const controller = new AbortController();
  const outcome = hold("gone", 0, controller.signal).catch((error: unknown) => error);
  free("first");
  controller.abort("gone");
  expect(await outcome).toBe("gone");
  void hold("next");
  await turn();
  expect(holding).toEqual(["first", "next"]);
});

test("a raised limit counts from the next slot that is freed", async () => {
  let limit = 1;
  const { hold, holding, free } = createHolders(() => limit);
  for (const name of ["first", "second", "third", "fourth"]) void hold(name);
  await turn();
  limit = 3;
  free("first");
  await turn();
  expect(holding).toEqual(["first", "second", "third", "fourth"]);
});

test("when nobody holds a slot or waits for one any more, it is told", async () => {
  let emptied = 0;
  const hold = createSlots(
    () => 1,
    () => (emptied += 1),
  );
  const steps = [0, 1].map((position) => hold({ position }, signal, turn));
  await steps[0];
  expect(emptied).toBe(0);
  await steps[1];
  expect(emptied).toBe(1);
});
