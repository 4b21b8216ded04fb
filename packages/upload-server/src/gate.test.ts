import { expect, test, vi } from "vitest";
import { createGate } from "./gate.ts";

test("lets so many in, the next ones in order of their coming, and the rest not at all", async () => {
  const gate = createGate({ places: 1, waiting: 2 });
  const order: string[] = [];
  const leaveFirst = await gate.enter();
  const enterAs = async (name: string) => {
    const leave = await gate.enter();
    order.push(name);
    return leave;
  };
  const second = enterAs("second");
  const third = enterAs("third");
  expect(await gate.enter()).toBeNull();

  leaveFirst?.();
  (await second)?.();
  (await third)?.();
  expect(order).toEqual(["second", "third"]);
  expect(await gate.enter()).not.toBeNull();
});

test("tells when everybody has left", async () => {
  const gate = createGate({ places: 2, waiting: 1 });
  await gate.whenEmpty();
  const leaves = [await gate.enter(), await gate.enter()];
  const onEmpty = vi.fn<() => void>();
  const empty = gate.whenEmpty().then(onEmpty);
  leaves[0]?.();
  await Promise.resolve();
  expect(onEmpty).not.toHaveBeenCalled();
  leaves[1]?.();
  await empty;
  expect(onEmpty).toHaveBeenCalledOnce();
});
