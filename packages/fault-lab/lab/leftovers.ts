/** What a page has begun and not ended: it would pile up on a page that mounts and unmounts all day. */
import type { Page } from "@playwright/test";

export type Leftovers = {
  /** on `window` and `document`, by type of event */
  listeners: Record<string, number>;
  /** of the browser's own, set and neither over nor cleared */
  timers: number;
  /** made for a blob and not revoked */
  objectUrls: number;
};

declare global {
  interface Window {
    leftovers: () => Leftovers;
  }
}

/** Before the page is opened. */
export async function countLeftovers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const listeners: Record<string, number> = {};
    for (const [name, by] of [
      ["addEventListener", 1],
      ["removeEventListener", -1],
    ] as const) {
      const original = EventTarget.prototype[name];
      EventTarget.prototype[name] = function counted(type, listener, settings) {
        const count = (change: number): void => {
          listeners[type] = (listeners[type] ?? 0) + change;
        };
        if (this === window || this === document) {
          count(by);
          const { signal } = Object(settings) as AddEventListenerOptions;
          signal?.addEventListener("abort", () => count(-1));
        }
        original.call(this, type, listener, settings);
      };
    }

    const timers = new Set<Parameters<typeof window.clearTimeout>[0]>();
    // oxlint-disable-next-line typescript/unbound-method -- A window's functions need no `this`.
    const { setTimeout, setInterval, clearTimeout, clearInterval } = window;
    // Nobody here passes a text to be run, which the types allow.
    window.setTimeout = ((run: () => void, delayMs?: number) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, delayMs);
      timers.add(timer);
      return timer;
    }) as typeof window.setTimeout;
    window.setInterval = ((run: () => void, delayMs?: number) => {
      const timer = setInterval(run, delayMs);
      timers.add(timer);
      return timer;
    }) as typeof window.setInterval;
    for (const [name, clear] of [
      ["clearTimeout", clearTimeout],
      ["clearInterval", clearInterval],
    ] as const) {
      window[name] = (timer) => {
        timers.delete(timer);
        clear(timer);
      };
    }

    const objectUrls = new Set<string>();
    // oxlint-disable-next-line typescript/unbound-method -- Called with `URL` below.
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      const url = createObjectURL.call(URL, blob);
      objectUrls.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      objectUrls.delete(url);
      revokeObjectURL.call(URL, url);
    };

    window.leftovers = () => ({
      listeners: Object.fromEntries(Object.entries(listeners).filter(([, number]) => number !== 0)),
      timers: timers.size,
      objectUrls: objectUrls.size,
    });
  });
}

export function leftovers(page: Page): Promise<Leftovers> {
  return page.evaluate(() => window.leftovers());
}
