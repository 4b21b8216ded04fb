import { rgbaToThumbHash } from "thumbhash";
import { expect, test } from "vitest";
import { placeholderUrl } from "../src/placeholder-url.ts";

test("makes a picture of a thumbhash", () => {
  const pixels = new Uint8Array(4 * 4 * 4).fill(200);
  const placeholder = Buffer.from(rgbaToThumbHash(4, 4, pixels)).toString("base64");
  expect(placeholderUrl(placeholder)).toMatch(/^data:image\/png;base64,/);
});

test.each(["", "AA==", "not base64!"])("makes nothing of %j", (placeholder) => {
  expect(placeholderUrl(placeholder)).toBeNull();
});
