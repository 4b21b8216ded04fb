/** What a request says about its body, and whether the body agrees. */
import {
  type Checksum,
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksumHeader,
  isBase64Of,
  isChecksumValue,
  parseChecksumAlgorithm,
} from "./checksums.ts";
import { notImplemented, S3Error } from "./s3-error.ts";

/** Expectations of a body; digests are base64. */
export type Integrity = {
  md5?: string;
  sha256Hex?: string;
  /** `value` is undefined while it is still to come in a trailer */
  checksum?: { algorithm: ChecksumAlgorithm; value: string | undefined };
};

/** What was computed while the body was written. */
export type BodyDigests = {
  md5: string;
  checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
};

/**
 * Reads `Content-MD5`, `x-amz-checksum-*` and the announcement of a trailer.
 * @param get a header or form field by lower-case name
 * @throws InvalidDigest, InvalidRequest, NotImplemented (CRC64NVME)
 */
export function readIntegrity(
  get: (name: string) => string | undefined,
  trailerNames: readonly string[],
): Integrity {
  const md5 = get("content-md5");
  if (md5 !== undefined && !isBase64Of(md5, 16)) throw new S3Error("InvalidDigest");
  const checksum = readChecksum(get, trailerNames);
  return { ...(md5 === undefined ? {} : { md5 }), ...(checksum === undefined ? {} : { checksum }) };
}

/** The algorithms to run while a body streams by. */
export function algorithmsOf(integrity: Integrity): ChecksumAlgorithm[] {
  const needed = new Set<ChecksumAlgorithm>();
  if (integrity.sha256Hex !== undefined) needed.add("SHA256");
  if (integrity.checksum !== undefined) needed.add(integrity.checksum.algorithm);
  return [...needed];
}

/**
 * Compares what was said with what arrived.
 * @returns the checksum to store, if one was sent
 * @throws BadDigest, XAmzContentSHA256Mismatch, MalformedTrailerError
 */
export function checkIntegrity(
  integrity: Integrity,
  digests: BodyDigests,
  trailers: ReadonlyMap<string, string>,
): Checksum | undefined {
  if (integrity.md5 !== undefined && integrity.md5 !== digests.md5) {
    throw new S3Error("BadDigest", {
      details: { ExpectedDigest: integrity.md5, CalculatedDigest: digests.md5 },
    });
  }
  const sha256 = Buffer.from(digests.checksums.SHA256 ?? "", "base64").toString("hex");
  if (integrity.sha256Hex !== undefined && integrity.sha256Hex !== sha256) {
    throw new S3Error("XAmzContentSHA256Mismatch", {
      details: {
        ClientComputedContentSHA256: integrity.sha256Hex,
        S3ComputedContentSHA256: sha256,
      },
    });
  }
  if (integrity.checksum === undefined) return undefined;
  const { algorithm } = integrity.checksum;
  const value = integrity.checksum.value ?? trailers.get(checksumHeader(algorithm));
  if (value === undefined) throw new S3Error("MalformedTrailerError");
  if (value !== digests.checksums[algorithm]) {
    throw new S3Error("BadDigest", {
      message: `The ${algorithm} you specified did not match the calculated checksum.`,
    });
  }
  return { algorithm, value };
}

function readChecksum(
  get: (name: string) => string | undefined,
  trailerNames: readonly string[],
): Integrity["checksum"] {
  const crc64 = checksumHeader("CRC64NVME" as ChecksumAlgorithm);
  if (get(crc64) !== undefined || trailerNames.includes(crc64)) throw notImplemented(crc64);
  const sent = checksumAlgorithms.filter(
    (algorithm) => get(checksumHeader(algorithm)) !== undefined,
  );
  const announced = checksumAlgorithms.filter((algorithm) =>
    trailerNames.includes(checksumHeader(algorithm)),
  );
  const [algorithm, ...others] = [...sent, ...announced];
  if (others.length > 0) {
    throw new S3Error("InvalidRequest", {
      message:
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    });
  }
  refuseOtherAlgorithm(get, algorithm);
  if (algorithm === undefined) return undefined;
  const value = get(checksumHeader(algorithm));
  if (value !== undefined && !isChecksumValue(algorithm, value)) {
    throw new S3Error("InvalidRequest", {
      message: `Value for ${checksumHeader(algorithm)} header is invalid.`,
    });
  }
  return { algorithm, value };
}

/** `x-amz-sdk-checksum-algorithm` (header) or `x-amz-checksum-algorithm` (form) must fit the checksum. */
function refuseOtherAlgorithm(
  get: (name: string) => string | undefined,
  algorithm: ChecksumAlgorithm | undefined,
): void {
  for (const name of ["x-amz-sdk-checksum-algorithm", "x-amz-checksum-algorithm"]) {
    const stated = get(name);
    if (stated === undefined) continue;
    if (stated.toUpperCase() === "CRC64NVME") throw notImplemented(name);
    if (algorithm === undefined) {
      throw new S3Error("InvalidRequest", {
        message: `${name} specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.`,
      });
    }
    if (parseChecksumAlgorithm(stated) !== algorithm) {
      throw new S3Error("InvalidRequest", { message: `Value for ${name} header is invalid.` });
    }
  }
}
