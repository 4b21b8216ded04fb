import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fitWithin } from "./fit-within.ts";

test("the tighter bound counts", () => {
  const photo = { width: 4000, height: 3000 };
  expect(fitWithin(photo, 1000, 1000)).toEqual({ width: 1000, height: 750 });
  expect(fitWithin(photo, 2000, 300)).toEqual({ width: 400, height: 300 });
  expect(fitWithin(photo, undefined, 1500)).toEqual({ width: 2000, height: 1500 });
});

test("what fits stays as it is", () => {
  const photo = { width: 400, height: 300 };
  expect(fitWithin(photo, 400, 300)).toEqual(photo);
  expect(fitWithin(photo)).toEqual(photo);
});

test("any size comes out within the bounds, never larger, and of its shape to the pixel", () => {
  const side = fc.integer({ min: 1, max: 12_000 });
  fc.assert(
    fc.property(side, side, side, side, (width, height, maxWidth, maxHeight) => {
      const fitted = fitWithin({ width, height }, maxWidth, maxHeight);
      expect(fitted.width).toBeLessThanOrEqual(Math.min(width, maxWidth));
      expect(fitted.height).toBeLessThanOrEqual(Math.min(height, maxHeight));
      const scale = Math.min(1, maxWidth / width, maxHeight / height);
      expect(Math.abs(fitted.width - width * scale)).toBeLessThan(1);
      expect(Math.abs(fitted.height - height * scale)).toBeLessThan(1);
    }),
  );
});
