import type { PublishedImage } from "@picket/upload-server";
import { renderToString } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { AnnouncedPhotos } from "../src/announced-photos.tsx";
import { IphonePhotos } from "../src/iphone-photos.tsx";
import { LastingPhotos } from "../src/lasting-photos.tsx";
import { ProductForm } from "../src/product-form.tsx";
import { LinkPreview, PrivatePhoto, ProductGallery } from "../src/product-gallery.tsx";
import { privateImage, shownImage } from "../src/shown-image.ts";
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

test("published photos are shown from where the bucket is, the first of them at once", () => {
  const images = [published("a"), published("b")].map(shownImage);
  const html = renderToString(<ProductGallery images={images} title="Mug" />);
  expect(html).toContain('src="https://images.example/images/a/320.jpg"');
  expect(html).toContain('alt="Mug, photo 2"');
  expect(html.match(/loading="lazy"/g)).toHaveLength(1);
  expect(html).not.toContain("receipt.jpg");
  expect(renderToString(<LinkPreview image={images[0]!} />)).toContain("/images/a/320.jpg");
});

test("private ones are shown by addresses that the server signs", async () => {
  const store = { signGet: async ({ key }: { key: string }) => `https://s3.example/${key}?signed` };
  const place = { store, imageBaseUrl: "https://images.example" };
  const image = await privateImage(place, shownImage(published("a", "private")));
  const html = renderToString(<PrivatePhoto image={image} askAgain={() => {}} />);
  expect(html).toContain('src="https://s3.example/private/a/320.jpg?signed"');
});

function published(id: string, folder = "images"): PublishedImage {
  const stored = { width: 320, height: 240, sizeBytes: 1, sha256: "" };
  return {
    id,
    name: "receipt.jpg",
    width: 320,
    height: 240,
    placeholder: "1QcSHQRnh493V4dIh4eXh1h4kJUI",
    dominantColor: "#806040",
    variants: [
      { ...stored, key: `${folder}/${id}/320.webp`, type: "image/webp" },
      { ...stored, key: `${folder}/${id}/320.jpg`, type: "image/jpeg" },
    ],
  };
}
