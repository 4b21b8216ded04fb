import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createGate, type Gate, type GateLimits } from "./gate.ts";

const maxWaitMs = 10_000;

function gateFor(limits: Pick<GateLimits, "places" | "waiting"> & Partial<GateLimits>): Gate {
  const { places, waiting } = limits;
  return createGate({ placesPerOwner: places, waitingPerOwner: waiting, maxWaitMs, ...limits });
}

/** Visitors by name; whoever is let in says so in `order` and stays until told to leave. */
function createVisits(gate: Gate) {
  const order: string[] = [];
  const inside: (() => void)[] = [];
  const turnedAway: string[] = [];
  const enter = async (owner: string, name = owner): Promise<void> => {
    const leave = await gate.enter(owner);
    if (typeof leave === "string") {
      turnedAway.push(`${name}: ${leave}`);
      return;
    }
    order.push(name);
    inside.push(leave);
  };
  return {
    order,
    turnedAway,
    inside,
    enter,
    /** The one who is in for longest leaves, and whoever follows is in. */
    leaveFirst: async (): Promise<void> => {
      inside.shift()?.();
      await settled();
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("lets so many in, one owner's next in order of their coming, and the rest not at all", async () => {
  const visits = createVisits(gateFor({ places: 1, waiting: 9, waitingPerOwner: 2 }));
  for (const name of ["first", "second", "third", "fourth"]) void visits.enter("ann", name);
  await settled();
  expect(visits.turnedAway).toEqual(["fourth: later"]);
  for (let turn = 0; turn < 3; turn += 1) await visits.leaveFirst();
  expect(visits.order).toEqual(["first", "second", "third"]);
  await visits.enter("ann", "again");
  expect(visits.order).toContain("again");
});

test("one photo is next, however many another owner sent before", async () => {
  const visits = createVisits(gateFor({ places: 2, waiting: 300, waitingPerOwner: 200 }));
  for (let bomb = 0; bomb < 200; bomb += 1) void visits.enter("eve");
  void visits.enter("ann");
  await settled();
  expect(visits.order).toEqual(["eve", "eve"]);
  await visits.leaveFirst();
  expect(visits.order).toEqual(["eve", "eve", "ann"]);
});

test("owners take turns, and none has more inside than another who waits", async () => {
  const visits = createVisits(gateFor({ places: 3, waiting: 99, waitingPerOwner: 99 }));
  for (const owner of ["eve", "eve", "eve", "eve", "eve", "ann", "ann", "bob", "bob"]) {
    void visits.enter(owner);
  }
  await settled();
  for (let turn = 0; turn < 6; turn += 1) await visits.leaveFirst();
  expect(visits.order).toEqual(["eve", "eve", "eve", "ann", "bob", "eve", "ann", "bob", "eve"]);
});

test("in a full room the last of the longest row makes way for who has fewer", async () => {
  const visits = createVisits(gateFor({ places: 1, waiting: 4, waitingPerOwner: 3 }));
  void visits.enter("eve", "inside");
  for (const name of ["eve 1", "eve 2", "eve 3"]) void visits.enter("eve", name);
  void visits.enter("bob", "bob 1");
  void visits.enter("ann", "ann 1");
  await settled();
  expect(visits.turnedAway).toEqual(["eve 3: later"]);
  for (let turn = 0; turn < 5; turn += 1) await visits.leaveFirst();
  expect(visits.order).toEqual(["inside", "bob 1", "ann 1", "eve 1", "eve 2"]);
});

test("a room full of owners with one place each has none left, and says so", async () => {
  const visits = createVisits(gateFor({ places: 1, waiting: 2, waitingPerOwner: 2 }));
  for (const owner of ["ann", "bob", "cid", "dan", "bob"]) void visits.enter(owner);
  await settled();
  expect(visits.turnedAway).toEqual(["dan: full", "bob: full"]);
});

test("a good owner waits for no more turns than there are owners, whatever the others do", async () => {
  const visits = createVisits(gateFor({ places: 3, waiting: 24, waitingPerOwner: 8 }));
  const flooders = ["eve", "mal", "sly"];
  const flood = (): void => {
    for (const owner of flooders) for (let call = 0; call < 20; call += 1) void visits.enter(owner);
  };
  for (let round = 0; round < 50; round += 1) {
    flood();
    const before = visits.order.length;
    void visits.enter("ann", `ann ${round}`);
    await settled();
    for (let turn = 0; turn <= flooders.length; turn += 1) {
      flood();
      await visits.leaveFirst();
    }
    expect(visits.order.slice(before)).toContain(`ann ${round}`);
  }
});

test("tells when everybody has left", async () => {
  const gate = gateFor({ places: 2, waiting: 1, waitingPerOwner: 1 });
  await gate.whenEmpty();
  const visits = createVisits(gate);
  await Promise.all([visits.enter("ann"), visits.enter("bob")]);
  const onEmpty = vi.fn<() => void>();
  const empty = gate.whenEmpty().then(onEmpty);
  await visits.leaveFirst();
  expect(onEmpty).not.toHaveBeenCalled();
  await visits.leaveFirst();
  await empty;
  expect(onEmpty).toHaveBeenCalledOnce();
});

test("one owner never has all places, and one who is kept out by that makes way for others", async () => {
  const visits = createVisits(gateFor({ places: 3, placesPerOwner: 2, waiting: 99 }));
  for (let call = 0; call < 4; call += 1) void visits.enter("eve");
  await settled();
  expect(visits.order).toEqual(["eve", "eve"]);
  void visits.enter("ann");
  void visits.enter("bob");
  await settled();
  expect(visits.order).toEqual(["eve", "eve", "ann"]);
  for (let turn = 0; turn < 3; turn += 1) await visits.leaveFirst();
  expect(visits.order).toEqual(["eve", "eve", "ann", "bob", "eve", "eve"]);
});

describe("nobody waits", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  test("longer than one may, and whoever comes again is where they were in the row", async () => {
    const gate = gateFor({ places: 1, waiting: 9 });
    const visits = createVisits(gate);
    for (const owner of ["ann", "bob"]) void visits.enter(owner);
    await vi.advanceTimersByTimeAsync(maxWaitMs - 1);
    void visits.enter("cid");
    expect(visits.turnedAway).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(visits.turnedAway).toEqual(["bob: later"]);
    expect(gate.load()).toEqual({ inside: 1, waiting: 1 });
    void visits.enter("bob");
    await settled();
    await visits.leaveFirst();
    await visits.leaveFirst();
    expect(visits.order).toEqual(["ann", "bob", "cid"]);
  });

  test("and is remembered, who has given up", async () => {
    const visits = createVisits(gateFor({ places: 1, waiting: 9 }));
    for (const owner of ["ann", "bob"]) void visits.enter(owner);
    await vi.advanceTimersByTimeAsync(maxWaitMs + 60_000);
    for (const owner of ["cid", "bob"]) void visits.enter(owner);
    await settled();
    await visits.leaveFirst();
    expect(visits.order).toEqual(["ann", "cid"]);
    expect(vi.getTimerCount()).toBe(1);
  });

  test("when they have gone, nor stands in another's way", async () => {
    const gate = gateFor({ places: 1, waiting: 9 });
    const visits = createVisits(gate);
    void visits.enter("ann");
    const { signal, abort } = abortable();
    const gone = gate.enter("bob", { signal });
    void visits.enter("cid");
    abort();
    expect(await gone).toBe("later");
    expect(await gate.enter("bob", { signal })).toBe("later");
    await visits.leaveFirst();
    expect(visits.order).toEqual(["ann", "cid"]);
    // Whoever was let in does not care for the signal any more.
    expect(gate.load()).toEqual({ inside: 1, waiting: 0 });
  });

  test("at a gate that is closed, and those inside may finish", async () => {
    const gate = gateFor({ places: 1, waiting: 9 });
    const visits = createVisits(gate);
    for (const owner of ["ann", "bob", "ann"]) void visits.enter(owner);
    await settled();
    gate.close();
    await settled();
    expect(visits.turnedAway).toEqual(["ann: later", "bob: later"]);
    const empty = gate.whenEmpty();
    await visits.leaveFirst();
    await empty;
    expect(await gate.enter("cid")).toBe("later");
    expect(gate.load()).toEqual({ inside: 0, waiting: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });
});

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
