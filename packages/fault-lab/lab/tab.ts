/** One tab with the lab's page: what a person does in it, and what the page says. */
import { expect, type Page } from "@playwright/test";
import type { LabWindow, SeenItem, SeenList } from "../page/lab-window.ts";
import type { Photo } from "./photos.ts";

export type Tab = {
  page: Page;
  /** @param files pictures, or the paths of files on disk */
  pick: (...files: Array<Photo | string>) => Promise<void>;
  list: () => Promise<SeenList>;
  /** the first in the list */
  item: () => Promise<SeenItem>;
  /** Waits until the first item looks like this. */
  see: (expected: Partial<SeenItem>) => Promise<void>;
  /** Lets pass what the engine waits for by itself, again and again, until nothing in the list can change. */
  settle: () => Promise<void>;
  /** Waits until no call is under way and nothing is waited for; but the speed that is shown may still fall. */
  expectRest: () => Promise<void>;
  advance: (ms: number) => Promise<void>;
  /** Lets time pass until the first item looks like this. @param maxMs in all */
  passUntil: (expected: Pick<SeenItem, "status">, maxMs: number) => Promise<void>;
  does: (action: "cancel" | "retry" | "pause" | "resume" | "mount" | "unmount") => Promise<void>;
  history: () => Promise<string[]>;
};

/** @param url of the page, with its settings */
export async function openTab(page: Page, url: string): Promise<Tab> {
  await page.goto(url);
  await waitForPage(page);

  const list = (): Promise<SeenList> =>
    page.evaluate(() => {
      const seen = window.lab.list();
      if (!seen) throw new Error("not mounted");
      return seen;
    });
  const item = async (): Promise<SeenItem> => {
    const [first] = (await list()).items;
    if (!first) throw new Error("The list is empty.");
    return first;
  };
  return {
    page,
    list,
    item,
    pick: async (...files) => {
      const input = page.getByLabel("Add photos");
      // Playwright takes either all of one kind or all of the other.
      await input.setInputFiles(files as Photo[] | string[]);
    },
    see: async (expected) => {
      await expect
        .poll(async () => (await list()).items[0], { intervals: [20] })
        .toMatchObject(expected);
    },
    settle: async () => {
      await expect.poll(() => page.evaluate(skipWaits), { intervals: [20] }).toBe("settled");
    },
    expectRest: async () => {
      const longest = () =>
        page.evaluate(() => Math.max(0, ...window.lab.timers().map(({ delayMs }) => delayMs)));
      await expect.poll(longest, { intervals: [20] }).toBeLessThanOrEqual(1000);
    },
    passUntil: async ({ status }, maxMs) => {
      let leftMs = maxMs;
      const pass = async (): Promise<string | undefined> => {
        const { seen, passedMs } = await page.evaluate(passTime, { status, leftMs });
        leftMs -= passedMs;
        return seen;
      };
      await expect.poll(pass, { intervals: [20] }).toBe(status);
    },
    advance: (ms) => page.evaluate((by) => window.lab.advance(by), ms),
    does: (action) => page.evaluate(async (name) => window.lab[name](), action),
    history: () => page.evaluate(() => window.lab.history()),
  };
}

export async function waitForPage(page: Page): Promise<void> {
  // There is no lab before the page's script has run.
  await page.waitForFunction(() => Boolean((window.lab as LabWindow | undefined)?.list()));
}

/** Runs in the page. While bytes flow, time stands still: the only waits then are for something to go wrong. */
async function skipWaits(): Promise<string> {
  const seen = window.lab.list();
  if (!seen) return "not mounted";
  const { items, status } = seen;
  if (status === "settled" || items.some((item) => item.status === "uploading")) return status;
  // Those before another try, and those of a second before the server is asked again; no limit of a call.
  const waits = items.map(({ delayMs }) => delayMs);
  const next = window.lab
    .timers()
    .find(({ delayMs }) => delayMs <= 1000 || waits.includes(delayMs));
  if (next) await window.lab.advance(next.inMs);
  return window.lab.list()?.status ?? "not mounted";
}

/**
 * Runs in the page. It looks and acts in one go: in between, what is waited for could come and be over. One timer at a
 * time, so that nothing runs out which only the test keeps waiting.
 */
async function passTime({ status, leftMs }: { status: string; leftMs: number }) {
  const seen = window.lab.list()?.items[0]?.status;
  const passedMs = seen === status ? 0 : await window.lab.step(leftMs);
  return { seen, passedMs };
}
