/** Finds a Chromium: named by you → the system's → Playwright's own → the one from npm → an error that says what to do. */
import { existsSync } from "node:fs";
import { chromium } from "playwright";
import { systemBrowsers } from "./system-browsers.ts";
import { unpackChromium } from "./unpack-chromium.ts";

export type Chromium = {
  executablePath: string;
  /** command-line switches it needs on this machine */
  args: string[];
  /** environment it needs besides the usual one */
  env: Record<string, string>;
};

/** What a machine has to offer. */
export type Places = {
  /** of the system and of Playwright, the likeliest first; they need not exist */
  candidates: readonly string[];
  exists: (path: string) => boolean;
  /** the one from npm; null where it does not run */
  unpack: (() => ReturnType<typeof unpackChromium>) | null;
};

/**
 * @param env reads `E2E_CHROMIUM`, a path that wins over every other place
 * @throws Error naming the remedies; tests never skip for want of a browser
 */
export async function resolveChromium(
  env: NodeJS.ProcessEnv = process.env,
  { candidates, exists, unpack }: Places = placesHere(env),
): Promise<Chromium> {
  const named = env["E2E_CHROMIUM"];
  if (named) {
    if (!exists(named)) throw new Error(`E2E_CHROMIUM names ${named}, which does not exist.`);
    return installed(named);
  }
  const found = candidates.find((path) => exists(path));
  if (found) return installed(found);
  if (unpack) {
    const unpacked = await unpack();
    return { ...installed(unpacked.executablePath), env: unpacked.env };
  }
  throw new Error(
    "No Chromium was found for the browser tests. Install Google Chrome, Chromium or Edge, " +
      "or run `npx playwright@1.64.1 install chromium`, " +
      "or set E2E_CHROMIUM to the path of a Chromium executable.",
  );
}

function placesHere(env: NodeJS.ProcessEnv): Places {
  const isLinuxX64 = process.platform === "linux" && process.arch === "x64";
  return {
    candidates: [...systemBrowsers(env), chromium.executablePath()],
    exists: existsSync,
    unpack: isLinuxX64 ? unpackChromium : null,
  };
}

/** Every switch that weakens the web's own rules (CORS, site isolation) would hide what is tested. */
const args = ["--disable-quic", "--no-first-run", "--disable-background-networking"];

function installed(executablePath: string): Chromium {
  return { executablePath, args: [...args], env: {} };
}
