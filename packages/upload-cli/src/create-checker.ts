/** Decides on a file before anything is sent: is it there already, and is it a picture the server takes? */
import { openAsBlob } from "node:fs";
import path from "node:path";
import { isUploadError, uploadError, type ImagePolicy, type Refusal } from "@picket/upload-core";
import type { PreparedFile } from "@picket/upload-core/client";
import { checkPicture } from "./check-picture.ts";
import type { FoundFile } from "./find-files.ts";
import type { Journal } from "./journal.ts";
import type { Outcome } from "./outcome.ts";

export type Verdict =
  | { status: "fit"; source: File; prepared: PreparedFile }
  | Extract<Outcome, { status: "present" | "duplicate" | "skipped" | "rejected" }>;

export type Checker = {
  check: (file: FoundFile) => Promise<Verdict>;
  /** the first one with this content that was found fit */
  fileOf: (sha256: string) => FoundFile | undefined;
};

export function createChecker(policy: ImagePolicy, journal: Journal): Checker {
  const fileOf = new Map<string, FoundFile>();

  const decide = async (file: FoundFile): Promise<Verdict> => {
    const source = await openFile(file.path);
    const prepared = await checkPicture(source, policy);
    const { sha256 } = prepared.description;
    const first = fileOf.get(sha256);
    if (first) return { status: "duplicate", of: first.label };
    if (journal.isContentPublished(sha256)) {
      // Under a new name: from now on it is known without being read.
      journal.write({ type: "published", sha256, file: factsOf(file) });
      return { status: "present" };
    }
    fileOf.set(sha256, file);
    return { status: "fit", source, prepared };
  };

  return {
    check: async (file) => {
      if (journal.isFilePublished(file)) return { status: "present" };
      try {
        return await decide(file);
      } catch (error) {
        if (isUploadError(error)) return refuse(file, error.refusal);
        throw error;
      }
    },
    fileOf: (sha256) => fileOf.get(sha256),
  };
}

/** What of a file is written down. */
export function factsOf({ path: name, sizeBytes, modifiedAtMs }: FoundFile) {
  return { path: name, sizeBytes, modifiedAtMs };
}

/**
 * Its bytes stay on the disk until they are sent.
 * @throws FILE_UNREADABLE; what changes later fails when it is read
 */
async function openFile(file: string): Promise<File> {
  try {
    return new File([await openAsBlob(file)], path.basename(file));
  } catch (cause) {
    throw uploadError("FILE_UNREADABLE", { cause });
  }
}

/** In a folder there may be anything; only what is a picture, or is called one, is missed when it is left out. */
function refuse(file: FoundFile, refusal: Refusal): Verdict {
  const isCalledOne = pictureEndings.has(path.extname(file.path).toLowerCase());
  return file.isNamed || isCalledOne || isPicture(refusal)
    ? { status: "rejected", refusal }
    : { status: "skipped" };
}

function isPicture(refusal: Refusal): boolean {
  if (refusal.code === "FILE_TYPE_NOT_ALLOWED") {
    return refusal.details.actualType?.startsWith("image/") === true;
  }
  // These are found before anybody knows what it is.
  return !["FILE_EMPTY", "FILE_TOO_LARGE", "FILE_UNREADABLE"].includes(refusal.code);
}

const pictureEndings = new Set(
  ".jpg .jpeg .jfif .png .webp .avif .gif .heic .heif .tif .tiff .bmp .svg .jxl".split(" "),
);
