/**
 * A Chromium that nobody watches. Playwright listens to every request of a page, which doubles what a request costs
 * and would be held against whoever makes more of them.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import type { Readable, Writable } from "node:stream";
import { resolveChromium } from "@picket/chromium";
import { createCdp, type Cdp } from "./cdp-pipe.ts";
import { createTempFolder } from "./temp-folder.ts";

/** A line between the browser and everything else. */
export type Line = { megabitsPerSecond: number; latencyMs: number };

export type Page = {
  /** `expression` may give a promise; its value must be JSON. @throws Error with what it threw */
  evaluate: <Result>(expression: string) => Promise<Result>;
};

export type Browser = {
  version: string;
  /** Opens a page in a profile of its own, with these files picked in its `<input>`, and closes it afterwards. */
  withPage: <Result>(
    page: { url: string; files: readonly string[]; line: Line | undefined },
    work: (page: Page) => Promise<Result>,
  ) => Promise<Result>;
  /** of all its processes since they began, by their ids */
  readCpuSeconds: () => Promise<Map<number, number>>;
  close: () => Promise<void>;
};

export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await resolveChromium();
  const profile = createTempFolder(tmpdir());
  const child = spawn(executablePath, [...args, ...switches, `--user-data-dir=${profile.path}`], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  const cdp = createCdp({
    // The two pipes that were asked for above.
    input: child.stdio[3] as Writable,
    output: child.stdio[4] as Readable,
  });
  const { product } = await cdp.send<{ product: string }>("Browser.getVersion");
  return {
    version: product.replace(/^.*\//, ""),
    withPage: async (options, work) => {
      const { browserContextId } = await cdp.send<{ browserContextId: string }>(
        "Target.createBrowserContext",
      );
      try {
        return await work(await openPage(cdp, browserContextId, options));
      } finally {
        await cdp.send("Target.disposeBrowserContext", { browserContextId });
      }
    },
    readCpuSeconds: async () => {
      const { processInfo } = await cdp.send<{
        processInfo: Array<{ id: number; cpuTime: number }>;
      }>("SystemInfo.getProcessInfo");
      return new Map(processInfo.map(({ id, cpuTime }) => [id, cpuTime]));
    },
    close: async () => {
      // The pipe may be gone before the answer is through.
      await cdp.send("Browser.close").catch(() => {});
      await ended;
      await profile.remove();
    },
  };
}

const switches = [
  "--headless",
  // As Playwright starts it: a container's root may not have one.
  "--no-sandbox",
  "--remote-debugging-pipe",
  // A window that is not in front would be slowed down.
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

async function openPage(
  cdp: Cdp,
  browserContextId: string,
  { url, files, line }: { url: string; files: readonly string[]; line: Line | undefined },
): Promise<Page> {
  const { targetId } = await cdp.send<{ targetId: string }>("Target.createTarget", {
    url: "about:blank",
    browserContextId,
  });
  const { sessionId } = await cdp.send<{ sessionId: string }>("Target.attachToTarget", {
    targetId,
    flatten: true,
  });
  const send = <Result>(method: string, params?: object): Promise<Result> =>
    cdp.send(method, params, sessionId);

  if (line) {
    // Makes every request cost more, for the events about it; where the line is the limit, that does not matter.
    await send("Network.enable");
    await send("Network.emulateNetworkConditions", toConditions(line));
  }
  await send("Page.enable");
  const loaded = cdp.once("Page.loadEventFired", sessionId);
  await send("Page.navigate", { url });
  await loaded;
  await send("Page.disable");
  const input = await send<Evaluated>("Runtime.evaluate", {
    expression: `document.querySelector("input")`,
  });
  await send("DOM.setFileInputFiles", { files, objectId: input.result.objectId });

  return {
    evaluate: async (expression) => {
      const { result, exceptionDetails } = await send<Evaluated>("Runtime.evaluate", {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) {
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      }
      // Whoever wrote the expression knows what it gives.
      return result.value as never;
    },
  };
}

type Evaluated = {
  result: { objectId?: string; value?: unknown };
  exceptionDetails?: { text: string; exception?: { description?: string } };
};

function toConditions({ megabitsPerSecond, latencyMs }: Line): object {
  const bytesPerSecond = (megabitsPerSecond * 1_000_000) / 8;
  return {
    offline: false,
    latency: latencyMs,
    uploadThroughput: bytesPerSecond,
    downloadThroughput: bytesPerSecond,
  };
}
