import { gradient } from "@picket/hostile-images";
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../src/sharp/decode-answer.ts";
import { specOf } from "./pictures.ts";

const webp = await gradient(40, 30).webp().toBuffer();
const avif = await gradient(40, 30).avif({ effort: 0 }).toBuffer();
const variant = { width: 40, height: 30, type: "image/webp", bytes: webp };
const image = {
  width: 80,
  height: 60,
  placeholder: "aGFzaA==",
  dominantColor: "#808040",
  variants: [variant],
};
const spec = specOf("image/jpeg", { widths: [40] });
const answer = (changes: object): unknown => ({
  status: "rendered",
  rssBytes: 1,
  image: { ...image, ...changes },
});

describe("what the decode process answers", () => {
  it("is taken when it is what was asked for", () => {
    expect(readAnswer(answer({}), spec)).toEqual(answer({}));
    const failed = { status: "unreadable", reason: "a truncated file", rssBytes: 1 };
    expect(readAnswer(failed, spec)).toEqual(failed);
  });

  it.each([
    ["nothing", undefined],
    ["a text", "rendered"],
    ["a status that is none", { status: "fine", rssBytes: 1 }],
    ["more than was agreed", { ...(answer({}) as object), key: "../../etc" }],
    ["a colour with something behind it", answer({ dominantColor: "#808040;url(x)" })],
    [
      "a page instead of an image",
      answer({ variants: [{ ...variant, bytes: Buffer.from("<html>") }] }),
    ],
    ["an image of another type", answer({ variants: [{ ...variant, type: "image/jpeg" }] })],
    ["an image of another size", answer({ variants: [{ ...variant, width: 39 }] })],
    ["bytes that are none", answer({ variants: [{ ...variant, bytes: "RIFF" }] })],
    [
      "a format that nobody asked for",
      answer({ variants: [{ ...variant, type: "image/avif", bytes: avif }] }),
    ],
    ["the same key twice", answer({ variants: [variant, variant] })],
  ])("is refused when it is %s", (_name, message) => {
    expect(() => readAnswer(message, spec)).toThrow(Error);
  });

  it("is refused when it is wider than anything that was asked for", () => {
    expect(() => readAnswer(answer({}), specOf("image/jpeg", { widths: [39] }))).toThrow(
      "not asked for: 40x30 image/webp",
    );
  });
});
