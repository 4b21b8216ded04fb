/**
 * What runs remember for one another: which files are published, and which tickets are under way.
 * A line for each event; written in full, and renamed into place, only when it is opened.
 */
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { hasErrorCode } from "./command-error.ts";
import type { FoundFile } from "./find-files.ts";

const fileSchema = z.object({
  path: z.string(),
  sizeBytes: z.number(),
  modifiedAtMs: z.number(),
});

const ticketSchema = z.object({
  method: z.literal("POST"),
  url: z.string(),
  fields: z.record(z.string(), z.string()),
  claim: z.string(),
});

const lineSchema = z.discriminatedUnion("type", [
  /** its bytes may have been sent with it; of this machine's clock, ISO 8601 UTC */
  z.object({
    type: z.literal("ticket"),
    sha256: z.string(),
    file: fileSchema,
    ticket: ticketSchema,
    expiresAt: z.iso.datetime(),
    /** milliseconds since 1970; another ticket for the same file takes it over */
    pickedAtMs: z.number().optional(),
  }),
  z.object({ type: z.literal("published"), sha256: z.string(), file: fileSchema }),
  /** the server will not change its mind about this upload: its ticket is of no use any more */
  z.object({ type: z.literal("ended"), sha256: z.string() }),
]);

type Line = z.infer<typeof lineSchema>;
export type KeptTicket = Extract<Line, { type: "ticket" }>;
type FileFacts = Pick<FoundFile, "path" | "sizeBytes" | "modifiedAtMs">;

export type Journal = {
  /** by path, size and time, without reading it */
  isFilePublished: (file: FileFacts) => boolean;
  isContentPublished: (sha256: string) => boolean;
  /** was it being uploaded when an earlier run ended? */
  isUnderWay: (file: FileFacts) => boolean;
  /** what an earlier run left under way, until `write` says what became of it */
  ticketOf: (sha256: string) => KeptTicket | undefined;
  write: (line: Line) => void;
};

/** What the files of a journal were uploaded to. */
export type JournalKey = { url: string; route: string; input: unknown };

/** @returns a name for the journal's file that says nothing about whose it is */
export function journalName({ url, route, input }: JournalKey): string {
  const text = JSON.stringify([url, route, input]);
  return `${createHash("sha256").update(text).digest("hex").slice(0, 32)}.ndjson`;
}

/**
 * @param folder must exist; only its owner should be able to look into it, because a ticket is a permission
 * @param options.forget files to be uploaded again; with any, no other file counts for its content either
 * @param options.isReadOnly of a dry run: nothing is written, and what is to be forgotten is so for this run only
 */
export function openJournal(
  folder: string,
  options: { name: string; forget: readonly FileFacts[]; isReadOnly: boolean },
): Journal {
  const file = path.join(folder, options.name);
  const forgotten = new Set(options.forget.map(keyOf));
  const isKept = (line: Line): boolean =>
    line.type !== "published" || !forgotten.has(keyOf(line.file));
  const lines = compact(readLines(file).filter(isKept));
  if (!options.isReadOnly) {
    writeFileSync(`${file}.new`, lines.map(toText).join(""), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  const published = lines.filter((line) => line.type === "published");
  const kept = lines.filter((line) => line.type === "ticket");
  const tickets = new Map(kept.map((line) => [line.sha256, line]));
  const publishedFiles = new Set(published.map((line) => keyOf(line.file)));
  const publishedContents = new Set(forgotten.size > 0 ? [] : published.map((line) => line.sha256));
  const filesUnderWay = new Set(kept.map((line) => keyOf(line.file)));

  return {
    isFilePublished: (facts) => publishedFiles.has(keyOf(facts)),
    isContentPublished: (sha256) => publishedContents.has(sha256),
    isUnderWay: (facts) => filesUnderWay.has(keyOf(facts)),
    ticketOf: (sha256) => tickets.get(sha256),
    write: (line) => {
      // One call of the system for one line: a kill comes before it or after it.
      if (!options.isReadOnly) appendFileSync(file, toText(line), { mode: 0o600 });
      tickets.delete(line.sha256);
    },
  };
}

/** What is cut off, of another version, or not ours is left out: then a file is checked or sent once more. */
function readLines(file: string): Line[] {
  return readText(file)
    .split("\n")
    .flatMap((text) => {
      const line = lineSchema.safeParse(parseJson(text));
      return line.success ? [line.data] : [];
    });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return "";
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The last word about each file, and about each ticket. */
function compact(lines: readonly Line[]): Line[] {
  const published = new Map<string, Line>();
  const tickets = new Map<string, Line>();
  for (const line of lines) {
    tickets.delete(line.sha256);
    if (line.type === "published") published.set(keyOf(line.file), line);
    if (line.type === "ticket") tickets.set(line.sha256, line);
  }
  return [...published.values(), ...tickets.values()];
}

function keyOf({ path: name, sizeBytes, modifiedAtMs }: FileFacts): string {
  return JSON.stringify([name, sizeBytes, modifiedAtMs]);
}

function toText(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}
