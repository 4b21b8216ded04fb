import { expect, test } from "vitest";
import { imageSources } from "../src/index.ts";

const image = {
  variants: ["image/webp", "image/avif"].flatMap((type) =>
    [320, 640].map((width) => ({ type, width, height: width / 2, key: `${width}.${type}` })),
  ),
};
const jpeg = { type: "image/jpeg", width: 640, height: 320, key: "640.jpg" };
const baseUrl = "https://images.example";

test("the format with the smallest files comes first, the JPEG is for the rest", () => {
  const variants = [jpeg, ...image.variants];
  expect(imageSources({ variants }, { baseUrl })).toEqual({
    src: "https://images.example/640.jpg",
    srcSet: "https://images.example/640.jpg 640w",
    width: 640,
    height: 320,
    sources: [
      {
        type: "image/avif",
        srcSet:
          "https://images.example/320.image/avif 320w, https://images.example/640.image/avif 640w",
      },
      {
        type: "image/webp",
        srcSet:
          "https://images.example/320.image/webp 320w, https://images.example/640.image/webp 640w",
      },
    ],
  });
});

test("a format of tomorrow comes before those of today", () => {
  const variants = [...image.variants, { ...jpeg, type: "image/jxl" }, jpeg];
  const { sources } = imageSources({ variants }, { baseUrl });
  expect(sources.map(({ type }) => type)).toEqual(["image/jxl", "image/avif", "image/webp"]);
});

test("without a JPEG it is the next that most browsers show, at its widest", () => {
  const { src, sources } = imageSources({ variants: image.variants.toReversed() }, { baseUrl });
  expect(src).toBe("https://images.example/640.image/webp");
  expect(sources.map(({ type }) => type)).toEqual(["image/avif"]);
});

test("the shape is that of what is shown, also where the image was cut", () => {
  const cut = { width: 900, height: 600, variants: [{ ...jpeg, width: 500, height: 500 }] };
  expect(imageSources(cut, { baseUrl })).toMatchObject({ width: 500, height: 500 });
});

test("addresses come from the image, or one by one from the caller", () => {
  const url = "https://cdn.example/mug.jpg";
  expect(imageSources({ variants: [{ ...jpeg, url }] }).src).toBe(url);
  const toUrl = ({ key, width }: { key: string; width: number }) => `/view/${key}?w=${width}`;
  expect(imageSources({ variants: [jpeg] }, { toUrl }).src).toBe("/view/640.jpg?w=640");
});

test("keys without a place, and an image without variants, are mistakes of the caller", () => {
  // @ts-expect-error: the compiler says so first
  expect(() => imageSources({ variants: [jpeg] })).toThrow(TypeError);
  expect(() => imageSources({ variants: [] })).toThrow(TypeError);
});
