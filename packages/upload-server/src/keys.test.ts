import { assert, property, stringMatching, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import { imageFolder, imageIdOf, imageKey, incomingKey, originalKey, prefixesOf } from "./keys.ts";

const ticketId = "0123456789abcdef0123456789abcdef";

describe("keys", () => {
  test("of incoming objects name the route in kebab case and the ticket", () => {
    expect(incomingKey("productImage", ticketId)).toBe(`incoming/product-image/${ticketId}`);
    expect(incomingKey("avatar", ticketId)).toBe(`incoming/avatar/${ticketId}`);
  });

  test("of images follow from the ticket and do not tell it", () => {
    const imageId = imageIdOf(ticketId);
    expect(imageId).toMatch(/^[0-9a-f]{32}$/);
    expect(imageId).toBe(imageIdOf(ticketId));
    expect(imageId).not.toBe(imageIdOf(ticketId.replace("0", "1")));
    expect(imageId).not.toContain(ticketId.slice(0, 8));
    const folder = imageFolder(imageId, "public");
    expect(imageKey(folder, 320, "image/webp")).toBe(`images/${imageId}/320.webp`);
    expect(imageKey(folder, 320, "image/jpeg")).toBe(`images/${imageId}/320.jpg`);
    expect(imageKey(folder, 320, "image/avif")).toBe(`images/${imageId}/320.avif`);
    expect(imageFolder(imageId, "private")).toBe(`private/${imageId}/`);
    expect(originalKey(imageId)).toBe(`originals/${imageId}`);
  });

  test("of all that belongs to an image begin with what is removed with it", () => {
    const imageId = imageIdOf(ticketId);
    const keys = [
      imageKey(imageFolder(imageId, "public"), 320, "image/jpeg"),
      imageKey(imageFolder(imageId, "private"), 2048, "image/webp"),
      originalKey(imageId),
    ];
    const prefixes = prefixesOf(imageId);
    for (const key of keys) expect(prefixes.some((prefix) => key.startsWith(prefix))).toBe(true);
  });

  test("are of our own characters for every route and ticket", () => {
    const routeNames = stringMatching(/^[a-z][a-zA-Z0-9]{0,31}$/);
    const ticketIds = uint8Array({ minLength: 16, maxLength: 16 });
    assert(
      property(routeNames, ticketIds, (routeName, bytes) => {
        const id = Buffer.from(bytes).toString("hex");
        expect(incomingKey(routeName, id)).toMatch(/^incoming\/[a-z0-9-]+\/[0-9a-f]{32}$/);
        expect(imageKey(imageFolder(imageIdOf(id), "public"), 2048, "image/webp")).toMatch(
          /^images\/[0-9a-f]{32}\/2048\.webp$/,
        );
      }),
    );
  });
});
