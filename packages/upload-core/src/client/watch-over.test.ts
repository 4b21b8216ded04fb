import { expect, test } from "vitest";
import { createFakeClock } from "../../test/client/fake-clock.ts";
import { never } from "../../test/client/scripted-server.ts";
import { watchOver, type WatchedStep } from "./watch-over.ts";

function start(step: WatchedStep<unknown>, clock = createFakeClock()) {
  const caller = new AbortController();
  let outcome: unknown = "waits";
  const wrap = (cause: unknown) => new Error("wrapped", { cause });
  void watchOver({ signal: caller.signal, clock }, step, wrap)
    .catch((error: unknown) => error)
    .then((end) => (outcome = end));
  return { clock, caller, outcome: () => outcome };
}

test("each sign of life begins the wait anew, and what gives none is given up", async () => {
  let signOfLife = (): void => {};
  let own: AbortSignal | undefined;
  const { clock, outcome } = start((signal, expectWithin) => {
    own = signal;
    signOfLife = () => expectWithin(1000);
    signOfLife();
    return never();
  });
  await clock.advance(900);
  signOfLife();
  await clock.advance(999);
  expect([outcome(), own?.aborted]).toEqual(["waits", false]);
  await clock.advance(1);
  expect(outcome()).toMatchObject({ message: "wrapped", cause: "no progress for 1000 ms" });
  expect([own?.aborted, clock.pendingMs()]).toEqual([true, []]);
});

test("a page that was frozen gives what it waited for the same time once more", async () => {
  const clock = createFakeClock();
  let sleptMs = 0;
  const sleepy = { ...clock, now: () => clock.now() + sleptMs };
  const { outcome } = start((_signal, expectWithin) => {
    expectWithin(1000);
    return never();
  }, sleepy);
  sleptMs = 600_000;
  await clock.advance(1000);
  expect([outcome(), clock.pendingMs()]).toEqual(["waits", [1000]]);
  await clock.advance(1000);
  expect(outcome()).toMatchObject({ cause: "no progress for 1000 ms" });
});

test("what the step throws is wrapped, what the caller's signal says is not", async () => {
  const failed = start(() => Promise.reject(new TypeError("oops")));
  await failed.clock.advance(0);
  expect(failed.outcome()).toMatchObject({ message: "wrapped", cause: { message: "oops" } });
  const { caller, clock, outcome } = start(never);
  caller.abort("enough");
  await clock.advance(0);
  expect(outcome()).toBe("enough");
});

test("nothing waits any longer once there is an answer", async () => {
  let own: AbortSignal | undefined;
  const { clock, outcome } = start(async (signal, expectWithin) => {
    own = signal;
    expectWithin(1000);
    return "answer";
  });
  await clock.advance(0);
  expect([outcome(), own?.aborted, clock.pendingMs()]).toEqual(["answer", true, []]);
});
