import { randomBytes } from "node:crypto";
import { isUploadError } from "@picket/upload-core";
import { describe, expect, test } from "vitest";
import { claimName, readClaim, signClaim, type UploadClaim } from "./claim.ts";
import { incomingKey } from "./keys.ts";

const secret = "a secret of the shop, long enough";

function claimOf(changes: Partial<UploadClaim> = {}): UploadClaim {
  const ticketId = "0123456789abcdef0123456789abcdef";
  const file = {
    name: "mug.jpg",
    type: "image/jpeg",
    sizeBytes: 1,
    sha256: "A".repeat(44),
  } as const;
  return {
    ticketId,
    route: "productImage",
    owner: "ann",
    input: { productId: "mug" },
    key: incomingKey("productImage", ticketId),
    file,
    expiresAt: "2026-01-01T00:05:00.000Z",
    ...changes,
  };
}

describe("a claim", () => {
  test("is read as it was signed", () => {
    const claim = claimOf({ input: { nested: ["Größe", 42, null] } });
    expect(readClaim(signClaim(claim, secret), secret)).toEqual(claim);
  });

  test("is believed of nobody who has another secret", () => {
    const signed = signClaim(claimOf(), `${secret}.`);
    expect(() => readClaim(signed, secret)).toThrow(
      expect.objectContaining({ code: "CLAIM_INVALID" }),
    );
  });

  test("is refused with any character changed, dropped or added", () => {
    const signed = signClaim(claimOf(), secret);
    for (let at = 0; at <= signed.length; at += 1) {
      const other = signed[at] === "A" ? "B" : "A";
      const before = signed.slice(0, at);
      const forgeries = [before + other + signed.slice(at)];
      if (at < signed.length) forgeries.push(before + other + signed.slice(at + 1));
      if (at < signed.length) forgeries.push(before + signed.slice(at + 1));
      for (const forgery of forgeries) expectInvalid(forgery);
    }
  });

  test("with another payload under a genuine signature is refused", () => {
    const [, signature] = signClaim(claimOf(), secret).split(".");
    const payload = Buffer.from(JSON.stringify(claimOf({ owner: "eve" }))).toString("base64url");
    expectInvalid(`${payload}.${signature}`);
  });

  test("that is signed but of another shape is refused", () => {
    // As another version of the server might have written it.
    const other = { ...claimOf(), size: 1 };
    expectInvalid(signClaim(other, secret));
  });

  test("never fails with anything but CLAIM_INVALID, whatever it is given", () => {
    const signed = signClaim(claimOf(), secret);
    for (let round = 0; round < 1000; round += 1) {
      const noise = randomBytes(round % 97);
      expectInvalid(noise.toString("latin1"));
      expectInvalid(noise.toString("base64url"));
      expectInvalid(`${noise.toString("base64url")}.${signed}`);
      expectInvalid(`${signed}.${noise.toString("hex")}`);
    }
    for (const text of ["", ".", "..", "null.null", "\0", "💥.💥"]) expectInvalid(text);
  });

  test.each([
    ["long", "n".repeat(255)],
    ["German", "ü".repeat(255)],
    ["Chinese", "图".repeat(255)],
    ["cheerful", "📷".repeat(127)],
    ["quoted", '"\\'.repeat(127)],
    ["a stack of controls", "\u0000\u001F\u007F".repeat(85)],
  ])(
    "fits into a kibibyte with a %s name and the longest input that is promised",
    (_what, name) => {
      const { file } = claimOf();
      const owner = "o".repeat(36);
      const input = { productId: "p".repeat(200 - '{"productId":""}'.length) };
      expect(JSON.stringify(input)).toHaveLength(200);
      const ticketId = "f".repeat(32);
      const route = "r".repeat(32);
      const key = incomingKey(route, ticketId);
      const longest = { ...file, name: claimName(name), sizeBytes: 15 * 1024 * 1024 };
      const pickedAtMs = Date.UTC(2026, 0, 1);
      const claim = claimOf({ ticketId, route, owner, input, key, file: longest, pickedAtMs });
      expect(signClaim(claim, secret).length).toBeLessThanOrEqual(1024);
    },
  );

  test("refuses an input that is too long to travel with an object", () => {
    const claim = claimOf({ input: { productId: "p".repeat(1000) } });
    expect(() => signClaim(claim, secret)).toThrow(
      expect.objectContaining({ code: "INPUT_INVALID" }),
    );
  });
});

describe("the name in a claim", () => {
  test("is the file's own when it is short", () => {
    expect(claimName("Größe 42 📷 (1).jpg")).toBe("Größe 42 📷 (1).jpg");
  });

  test("is cut between characters, never within one", () => {
    const name = claimName("📷".repeat(100));
    expect(name).toMatch(/^(📷)+$/u);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
  });

  test("holds nothing that a database would not store", () => {
    expect(claimName("a\u0000b\nc\uD83Dd")).toBe("a\uFFFDb\uFFFDc\uFFFDd");
  });
});

function expectInvalid(signed: string): void {
  expect({ signed, code: codeOf(signed) }).toEqual({ signed, code: "CLAIM_INVALID" });
}

function codeOf(signed: string): unknown {
  try {
    return readClaim(signed, secret);
  } catch (error) {
    return isUploadError(error) ? error.code : error;
  }
}
