/** The developers' page says what the table says, of every code and of no other. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { errorDocsUrl, errorTable, httpStatuses, type UploadErrorCode } from "../src/index.ts";
import { codes, samplesOf } from "./sample-refusals.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const [, ...sections] = readFileSync(`${root}/docs/errors.md`, "utf8").split(/^## /m);
const pages = new Map(sections.map(readSection));

/** A heading, the row of facts, and the text. */
function readSection(section: string): [string, { facts: string; text: string }] {
  const [heading = "", facts = "", ...text] = section.trim().split("\n\n");
  return [heading, { facts, text: text.join("\n\n") }];
}

/** Every name that the details of a code may have. */
function detailNames(code: UploadErrorCode): string[] {
  return [...new Set(samplesOf(code).flatMap(({ details }) => Object.keys(details)))];
}

test("has one heading for each code, in the table's order", () => {
  expect(sections.map((section) => readSection(section)[0])).toEqual(codes);
});

describe.each(codes)("%s", (code) => {
  const page = pages.get(code);

  test("has the table's facts", () => {
    const { stage, mover, retry } = errorTable[code];
    expect(page?.facts).toContain(
      `stage \`${stage}\` · move: ${mover} · retry \`${retry}\` · HTTP ${httpStatuses[code]} · details: `,
    );
  });

  test("names the details that it carries", () => {
    const [, said = ""] = page?.facts.split("details: ") ?? [];
    const names = [...said.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(names).toEqual(detailNames(code));
    expect(said === "none").toBe(names.length === 0);
  });

  test("says who throws it", () => {
    expect(page?.text).toMatch(/Thrown by the (browser|API)/);
  });

  test("is where errorDocsUrl leads, by the anchor that is made of its heading", () => {
    const [path, anchor] = errorDocsUrl(code).split("#");
    expect(readFileSync(`${root}/${path}`, "utf8")).toContain(`\n## ${anchor?.toUpperCase()}\n`);
    expect(anchor).toMatch(/^[a-z_]+$/);
    expect(errorDocsUrl(code, "https://docs.shop.example/errors")).toBe(
      `https://docs.shop.example/errors#${anchor}`,
    );
  });
});
