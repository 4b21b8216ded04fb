/** Playwright's `test` with a lab of its own for each test. */
import { test as base, expect } from "@playwright/test";
import type { LabSettings } from "../page/lab-window.ts";
import { servePage, type PageServer } from "./serve-page.ts";
import { startLab, type Lab, type LabOptions, type Outcome } from "./start-lab.ts";
import { openTab, type Tab } from "./tab.ts";

export { expect };

type TabSettings = Partial<Omit<LabSettings, "api">>;

export type TestLab = Lab & {
  /** a new tab of the same browser; the first call takes the test's own */
  openTab: (settings?: TabSettings) => Promise<Tab>;
  /** where the page is, for a tab of another kind */
  pageUrl: (settings?: TabSettings) => string;
  /** Waits until the counts are these. What is left out must be 0; for each image there must be one row. */
  expectOutcome: (expected: Partial<Omit<Outcome, "rows">>) => Promise<void>;
};

type TestFixtures = { createLab: (options?: Partial<LabOptions>) => Promise<TestLab> };

export const test = base.extend<TestFixtures, { pages: PageServer }>({
  pages: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names from this pattern
    async ({}, use) => {
      const pages = await servePage();
      await use(pages);
      await pages.close();
    },
    { scope: "worker" },
  ],
  createLab: async ({ page, context, pages }, use) => {
    const labs: Lab[] = [];
    const unused = [page];
    await use(async (options) => {
      const lab = await startLab(options);
      labs.push(lab);
      const pageUrl = (settings: TabSettings = {}): string =>
        pages.urlWith({ ...settings, api: `${lab.api.url}/trpc` });
      return {
        ...lab,
        pageUrl,
        openTab: async (settings) =>
          openTab(unused.shift() ?? (await context.newPage()), pageUrl(settings)),
        expectOutcome: (expected) =>
          expect
            .poll(lab.outcome, { intervals: [20] })
            .toEqual({ ...nothing, ...expected, rows: expected.images ?? 0 }),
      };
    });
    for (const opened of context.pages()) await opened.close();
    for (const lab of labs) await lab.close();
  },
});

const nothing: Omit<Outcome, "rows"> = {
  tickets: 0,
  posts: 0,
  completions: 0,
  discards: 0,
  images: 0,
  incoming: 0,
};
