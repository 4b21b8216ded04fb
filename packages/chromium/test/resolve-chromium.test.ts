import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium } from "playwright";
import { expect, test } from "vitest";
import { resolveChromium } from "../src/resolve-chromium.ts";
import { unpackChromium } from "../src/unpack-chromium.ts";

test("a path that does not exist is named", async () => {
  await expect(resolveChromium({ E2E_CHROMIUM: "/nowhere/chromium" })).rejects.toThrow(
    "E2E_CHROMIUM names /nowhere/chromium, which does not exist.",
  );
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
