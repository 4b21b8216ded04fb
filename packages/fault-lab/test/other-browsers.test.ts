import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findOtherBrowsers } from "../lab/other-browsers.ts";

let folder: string;

async function writeProgram(name: string, words = ""): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\necho "${words}"\n`);
  await chmod(join(folder, name), 0o755);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fault-lab-path-"));
  await writeProgram("WebKitWebDriver");
});
beforeEach(() => writeProgram("firefox-esr", "Mozilla Firefox 153.7.0esr"));

afterAll(() => rm(folder, { recursive: true }));

test("what is on the path is found, and what is missing is named", () => {
  const found = findOtherBrowsers({ PATH: `/nowhere:${folder}` });
  expect(found).toMatchObject({ firefox: join(folder, "firefox-esr"), webkit: null });
  expect(found.missing).toEqual([expect.stringContaining("xvfb")]);
});

test("a Firefox that is too old for Playwright counts as missing", async () => {
  await writeProgram("firefox-esr", "Mozilla Firefox 140.12.0esr");
  const found = findOtherBrowsers({ PATH: folder });
  expect(found.firefox).toBeNull();
  expect(found.missing).toContainEqual(expect.stringContaining("Firefox 153 or later"));
});

test("nothing is required unless it is asked for", () => {
  expect(findOtherBrowsers({ PATH: "/nowhere" }).missing).toHaveLength(2);
  expect(() => findOtherBrowsers({ PATH: folder, FAULT_LAB_REQUIRE: "firefox" })).not.toThrow();
});

test.each([
  ["webkit", /webkit2gtk-driver/],
  ["firefox,webkit", /webkit2gtk-driver/],
  ["safari", /knows firefox and webkit/],
])("FAULT_LAB_REQUIRE=%s fails when that is not there", (required, words) => {
  expect(() => findOtherBrowsers({ PATH: folder, FAULT_LAB_REQUIRE: required })).toThrow(words);
});
