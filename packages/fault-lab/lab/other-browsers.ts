/** Browsers besides Chromium: they come with the system or not at all, and then the run says so. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

export type OtherBrowsers = {
  /** null where it is not installed */
  firefox: string | null;
  webkit: WebKitPrograms | null;
  /** what to say about those that are missing */
  missing: string[];
};

export type WebKitPrograms = { driver: string; xvfb: string };

/**
 * @param env reads `FAULT_LAB_REQUIRE`, e.g. `firefox,webkit`: which ones must not be missing
 * @throws Error when one that is required is missing, or is none of these
 */
export function findOtherBrowsers(env: NodeJS.ProcessEnv = process.env): OtherBrowsers {
  const folders = (env["PATH"] ?? "").split(delimiter);
  const find = (name: string): string | null =>
    folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;

  const driver = find("WebKitWebDriver");
  const xvfb = find("Xvfb");
  const firefox = newEnough(find("firefox-esr"));
  const webkit = driver && xvfb ? { driver, xvfb } : null;
  const missing = Object.entries({ firefox, webkit }).flatMap(([name, found]) =>
    found ? [] : name,
  );
  const required = (env["FAULT_LAB_REQUIRE"] ?? "").split(",").filter((name) => name !== "");
  for (const name of required) {
    const remedy = remedies[name];
    if (!remedy) throw new Error(`FAULT_LAB_REQUIRE names ${name}; it knows firefox and webkit.`);
    if (missing.includes(name)) throw new Error(`FAULT_LAB_REQUIRE: ${remedy}`);
  }
  return { firefox, webkit, missing: missing.map((name) => remedies[name] ?? name) };
}

/** The oldest that understands all that Playwright says to it; `.ci/engines` asks for the same. */
const leastFirefox = 153;

function newEnough(firefox: string | null): string | null {
  if (!firefox) return null;
  const { stdout } = spawnSync(firefox, ["--version"], { encoding: "utf8" });
  return Number(/\d+/.exec(stdout)?.[0]) >= leastFirefox ? firefox : null;
}

const remedies: Record<string, string> = {
  firefox: `Firefox ${leastFirefox} or later is not installed (Debian: firefox-esr).`,
  webkit: "WebKitGTK is not installed (Debian: webkit2gtk-driver and xvfb).",
};
