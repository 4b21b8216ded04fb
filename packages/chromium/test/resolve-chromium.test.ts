import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium } from "playwright";
import { describe, expect, test } from "vitest";
import { type Places, resolveChromium } from "../src/resolve-chromium.ts";
import { unpackChromium } from "../src/unpack-chromium.ts";

test("a path that does not exist is named", async () => {
  await expect(resolveChromium({ E2E_CHROMIUM: "/nowhere/chromium" })).rejects.toThrow(
    "E2E_CHROMIUM names /nowhere/chromium, which does not exist.",
  );
});

describe("on another machine", () => {
  const unpack = async () => ({ executablePath: "/cache/chromium", env: { FONTS: "here" } });
  const places = (existing: string[], from: Places["unpack"] = unpack): Places => ({
    candidates: ["/usr/bin/chrome", "/usr/bin/chromium", "/playwright/chromium"],
    exists: (path) => existing.includes(path),
    unpack: from,
  });

  test("the browser that was named wins over all others", async () => {
    const found = await resolveChromium(
      { E2E_CHROMIUM: "/my/chromium" },
      places(["/my/chromium", "/usr/bin/chrome"]),
    );
    expect(found).toMatchObject({ executablePath: "/my/chromium", env: {} });
  });

  test("of those that are there the likeliest is taken", async () => {
    const found = await resolveChromium({}, places(["/playwright/chromium", "/usr/bin/chromium"]));
    expect(found).toMatchObject({ executablePath: "/usr/bin/chromium", env: {} });
  });

  test("without any of them the one from npm is, with what it needs around it", async () => {
    const found = await resolveChromium({}, places([]));
    expect(found).toMatchObject({ executablePath: "/cache/chromium", env: { FONTS: "here" } });
  });

  test("where that does not run either, the error says what to do", async () => {
    const finding = resolveChromium({}, places([], null));
    await expect(finding).rejects.toThrow(
      /Install Google Chrome.* or run `npx playwright@[\d.]+ install chromium`, or set E2E_CHROMIUM/,
    );
  });

  test("the version of Playwright that it names is the one that is installed here", async () => {
    const manifest = new URL("../node_modules/playwright/package.json", import.meta.url);
    const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
    await expect(resolveChromium({}, places([], null))).rejects.toThrow(`playwright@${version} `);
  });
});

test("the browser that is found starts and keeps the same-origin policy", async () => {
  const { executablePath, args, env } = await resolveChromium();
  const browser = await chromium.launch({
    executablePath,
    args,
    env: { ...process.env, ...env },
  });
  const page = await browser.newPage();
  const [one, two] = await Promise.all([serveHello(), serveHello()]);
  await page.goto(one.url);
  const answer = await page.evaluate(
    (url) =>
      fetch(url).then(
        () => "allowed",
        () => "blocked",
      ),
    two.url,
  );
  await browser.close();
  one.server.close();
  two.server.close();
  expect(answer).toBe("blocked");
});

test.runIf(process.platform === "linux" && process.arch === "x64")(
  "the browser from npm starts where the system has none",
  async () => {
    const { executablePath, env } = await unpackChromium();
    const browser = await chromium.launch({ executablePath, env: { ...process.env, ...env } });
    const version = browser.version();
    await browser.close();
    expect(version).toMatch(/^\d+\./);
  },
);

/** An origin of its own, with no CORS header. */
function serveHello(): Promise<{ url: string; server: Server }> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end("<p>hello</p>");
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      // A TCP server that listens has an address object.
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}/`, server });
    });
  });
}
