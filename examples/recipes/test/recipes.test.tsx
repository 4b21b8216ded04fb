import { renderToString } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { AnnouncedPhotos } from "../src/announced-photos.tsx";
import { IphonePhotos } from "../src/iphone-photos.tsx";
import { LastingPhotos } from "../src/lasting-photos.tsx";
import { ProductForm } from "../src/product-form.tsx";
import { SmallPhotos } from "../src/small-photos.tsx";

test.each([
  ["announced photos", AnnouncedPhotos, 'role="status"'],
  ["lasting photos", LastingPhotos, 'aria-label="Add photos"'],
  ["small photos", SmallPhotos, 'capture="environment"'],
])("%s render on a server too", (_name, Recipe, expected) => {
  expect(renderToString(<Recipe productId="mug" />)).toContain(expected);
});

test("so does a product's form", () => {
  expect(renderToString(<ProductForm productId="mug" save={() => {}} />)).toContain("Save");
});

test("a picker that has a decoder for HEIC offers it, before the decoder is loaded", () => {
  const loadDecoder = vi.fn<() => Promise<never>>();
  expect(renderToString(<IphonePhotos loadDecoder={loadDecoder} />)).toContain(".heic");
  expect(loadDecoder).not.toHaveBeenCalled();
});
