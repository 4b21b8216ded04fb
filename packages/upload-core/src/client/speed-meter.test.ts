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

test("a first burst does not look like a fast line", () => {
  const { meter } = setUp();
  meter.add(64_000);
  expect(meter.read()).toBe(64_000);
});

test("a stall shows at once and is complete after five seconds", async () => {
  const { clock, meter } = setUp();
  for (let i = 0; i < 3; i += 1) {
    meter.add(100_000);
    await clock.advance(1000);
  }
  const flowing = meter.read();
  await clock.advance(1500);
  expect(meter.read()).toBeLessThan(flowing);
  await clock.advance(5000);
  expect(meter.read()).toBe(0);
});
