import { expect, test } from "vitest";
import { createFakeClock } from "../../test/client/fake-clock.ts";
import { createSpeedMeter } from "./speed-meter.ts";

function setUp() {
  const clock = createFakeClock();
  return { clock, meter: createSpeedMeter(clock) };
}

test("a steady flow is as fast as it is", async () => {
  const { clock, meter } = setUp();
  for (let i = 0; i < 200; i += 1) {
    meter.add(10_000);
    await clock.advance(100);
  }
  expect(meter.read()).toBeGreaterThan(95_000);
  expect(meter.read()).toBeLessThan(105_000);
});

test("a slow line is as slow as it is, from the first second on", async () => {
  const { clock, meter } = setUp();
  for (let i = 0; i < 10; i += 1) {
    meter.add(500);
    await clock.advance(100);
  }
  expect(meter.read()).toBeGreaterThan(4500);
  expect(meter.read()).toBeLessThan(5500);
});

test("a slow line whose bytes leave in large pieces is as slow as it is, between them too", async () => {
  const { clock, meter } = setUp();
  const bytesPerSecond = 50_000 / 8;
  const seen: number[] = [];
  for (let pieces = 0; pieces < 20; pieces += 1) {
    meter.add(16_000);
    for (let steps = 0; steps < 10; steps += 1) {
      seen.push(meter.read());
      await clock.advance(16_000_000 / bytesPerSecond / 10);
    }
  }
  // The first piece has left before any time has passed, which makes the beginning look fast.
  const later = seen.slice(30);
  expect(Math.min(...later)).toBeGreaterThan(bytesPerSecond / 1.5);
  expect(Math.max(...later)).toBeLessThan(bytesPerSecond * 1.5);
});

test("a first burst does not look like a fast line", () => {
  const { meter } = setUp();
  meter.add(64_000);
  expect(meter.read()).toBeLessThan(80_000);
});

test("a stall shows at once, and is complete after five seconds", async () => {
  const { clock, meter } = setUp();
  for (let i = 0; i < 30; i += 1) {
    meter.add(100_000);
    await clock.advance(100);
  }
  const flowing = meter.read();
  await clock.advance(1500);
  expect(meter.read()).toBeLessThan(0.7 * flowing);
  await clock.advance(3500);
  expect(meter.read()).toBeLessThan(0.3 * flowing);
  await clock.advance(1);
  expect(meter.read()).toBe(0);
});

test("after a stall the speed comes back", async () => {
  const { clock, meter } = setUp();
  meter.add(100_000);
  await clock.advance(60_000);
  for (let i = 0; i < 50; i += 1) {
    meter.add(10_000);
    await clock.advance(100);
  }
  expect(meter.read()).toBeGreaterThan(90_000);
  expect(meter.read()).toBeLessThan(110_000);
});
