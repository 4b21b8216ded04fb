import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checksumAlgorithms, createChecksum, isChecksumValue } from "./checksums.ts";

function checksum(algorithm: (typeof checksumAlgorithms)[number], ...parts: string[]): string {
  const running = createChecksum(algorithm);
  for (const part of parts) running.update(Buffer.from(part));
  return running.digest();
}

describe("a checksum", () => {
  // "123456789" is the published check input of both polynomials.
  test.each([
    ["CRC32", 0xcbf43926],
    ["CRC32C", 0xe3069283],
  ] as const)("of %s has its published value", (algorithm, value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    expect(checksum(algorithm, "123456789")).toBe(bytes.toString("base64"));
  });

  test.each(["SHA1", "SHA256"] as const)("of %s is base64 of the hash", (algorithm) => {
    const hash = createHash(algorithm.toLowerCase()).update("abc").digest("base64");
    expect(checksum(algorithm, "abc")).toBe(hash);
  });

  test.each(checksumAlgorithms)("of %s does not depend on how the bytes arrive", (algorithm) => {
    expect(checksum(algorithm, "12", "", "3456789")).toBe(checksum(algorithm, "123456789"));
    expect(isChecksumValue(algorithm, checksum(algorithm, ""))).toBe(true);
  });

  test.each(["", "AAAA", "AAAAAA=", "AAAAAB==", "AAAA AA==", "AAAAAAAA"])(
    "of CRC32 is never %j",
    (value) => {
      expect(isChecksumValue("CRC32", value)).toBe(false);
    },
  );
});
