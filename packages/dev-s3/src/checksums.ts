/** The checksums of S3 over a stream: CRC32, CRC32C, SHA1, SHA256. */
import { createHash } from "node:crypto";

export const checksumAlgorithms = ["CRC32", "CRC32C", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** A running checksum; `digest` gives base64. */
export type RunningChecksum = { update: (chunk: Uint8Array) => void; digest: () => string };

/** A checksum as S3 stores it; `value` is base64. */
export type Checksum = { algorithm: ChecksumAlgorithm; value: string };

const digestBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  SHA1: 20,
  SHA256: 32,
};

// Reflected polynomials; node's own crc32 is younger than the oldest Node that is supported.
const crcTables = { CRC32: crcTable(0xedb88320), CRC32C: crcTable(0x82f63b78) } as const;

/** Starts a checksum. */
export function createChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case "CRC32":
    case "CRC32C":
      return createCrc(crcTables[algorithm]);
    case "SHA1":
      return createShaChecksum("sha1");
    case "SHA256":
      return createShaChecksum("sha256");
    default:
      return algorithm satisfies never;
  }
}

/** Reads an algorithm's name in any case; undefined when it is none of ours. */
export function parseChecksumAlgorithm(name: string): ChecksumAlgorithm | undefined {
  return checksumAlgorithms.find((algorithm) => algorithm === name.toUpperCase());
}

/** Whether a value is base64 of the right number of bytes. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, value: string): boolean {
  return isBase64Of(value, digestBytes[algorithm]);
}

/** Whether a text is canonical base64 of exactly that many bytes. */
export function isBase64Of(text: string, sizeBytes: number): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === sizeBytes && bytes.toString("base64") === text;
}

/** The header that carries a checksum, `x-amz-checksum-sha256`. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

function createShaChecksum(name: string): RunningChecksum {
  const hash = createHash(name);
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest("base64") };
}

function createCrc(table: Uint32Array): RunningChecksum {
  let crc = 0xffffffff;
  return {
    update: (chunk) => {
      let value = crc;
      // Counted, not `for … of`: it is several times as fast, and this runs over every byte.
      for (let at = 0; at < chunk.length; at++) {
        value = (table[(value ^ (chunk[at] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
      }
      crc = value;
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
      return bytes.toString("base64");
    },
  };
}

function crcTable(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value >>> 0;
  });
}
