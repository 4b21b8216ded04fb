import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findOtherBrowsers } from "../lab/other-browsers.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fault-lab-path-"));
  for (const name of ["firefox-esr", "WebKitWebDriver"]) {
    await writeFile(join(folder, name), "");
    await chmod(join(folder, name), 0o755);
  }
});

afterAll(() => rm(folder, { recursive: true }));

test("what is on the path is found, and what is missing is named", () => {
  const found = findOtherBrowsers({ PATH: `/nowhere:${folder}` });
  expect(found).toMatchObject({ firefox: join(folder, "firefox-esr"), webkit: null });
  expect(found.missing).toEqual([expect.stringContaining("xvfb")]);
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
