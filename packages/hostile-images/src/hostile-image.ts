/** One row of the table: a file, what its ticket says, and how it must end. */
export type ImageType = "image/jpeg" | "image/png" | "image/webp" | "image/avif";

export type Group =
  | "animation"
  | "bit-flip"
  | "bomb"
  | "lie"
  | "limit"
  | "metadata"
  | "mismatch"
  | "orientation"
  | "polyglot"
  | "truncation"
  | "wrong-type";

/** Published, or the code of the refusal; the limits are those of the default policy. */
export type Verdict =
  | "published"
  | "FILE_EMPTY"
  | "FILE_TYPE_NOT_ALLOWED"
  | "IMAGE_ANIMATED"
  | "IMAGE_DIMENSIONS"
  | "IMAGE_UNREADABLE"
  | "OBJECT_MISMATCH"
  | "PROCESSING_FAILED";

export type HostileImage = {
  /** never used twice */
  name: string;
  group: Group;
  /** what the browser said the file is */
  type: ImageType;
  /** more than one where either is right, e.g. when a bit was flipped in some pixel */
  verdicts: readonly Verdict[];
  /** the same bytes each time */
  makeBytes: () => Promise<Buffer>;
  /** upright, the published picture is red and green above blue and yellow */
  isQuarters?: true;
};

/** How the lists are written: one line a row where it fits. */
export type Row = readonly [
  name: string,
  type: ImageType,
  verdicts: Verdict | readonly Verdict[],
  makeBytes: () => Promise<Buffer>,
];

export function rowsOf(group: Group, rows: readonly Row[]): HostileImage[] {
  return rows.map(([name, type, verdicts, makeBytes]) => ({
    name: `${group}-${name}`,
    group,
    type,
    verdicts: typeof verdicts === "string" ? [verdicts] : verdicts,
    makeBytes,
  }));
}
