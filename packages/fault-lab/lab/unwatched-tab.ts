/** A tab that Playwright does not know of: one of its own always counts as seen, and so can never be frozen. */
import type { Browser } from "@playwright/test";
import type { SeenList } from "../page/lab-window.ts";

export type UnwatchedTab = {
  /** @param expression JavaScript, whose value is plain data */
  evaluate: (expression: string) => Promise<unknown>;
  /** @param path of a file on disk */
  pick: (path: string) => Promise<void>;
  /** null while the page loads */
  list: () => Promise<SeenList | null>;
  /** As the browser does with a tab that has been in the background for long. */
  freeze: () => Promise<void>;
  thaw: () => Promise<void>;
  close: () => Promise<void>;
};

type Answer = { id: number; result: { result?: { value?: unknown; objectId?: string } } };

/** @param browser a Chromium */
export async function openUnwatchedTab(browser: Browser, url: string): Promise<UnwatchedTab> {
  const session = await browser.newBrowserCDPSession();
  const { browserContextId } = await session.send("Target.createBrowserContext");
  const { targetId } = await session.send("Target.createTarget", { url, browserContextId });
  const { sessionId } = await session.send("Target.attachToTarget", { targetId });

  const waiting = new Map<number, (result: Answer["result"]) => void>();
  let lastId = 0;
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    // The protocol's own format; events have no id, and nobody waits for them.
    const { id, result } = JSON.parse(message) as Answer;
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const send = async (method: string, params: object): Promise<Answer["result"]> => {
    const id = (lastId += 1);
    const answered = new Promise<Answer["result"]>((resolve) => waiting.set(id, resolve));
    const message = JSON.stringify({ id, method, params });
    await session.send("Target.sendMessageToTarget", { sessionId, message });
    return answered;
  };
  const evaluate = async (expression: string): Promise<unknown> => {
    const params = { expression, awaitPromise: true, returnByValue: true };
    return (await send("Runtime.evaluate", params)).result?.value;
  };

  return {
    evaluate,
    pick: async (path) => {
      const expression = "document.querySelector('input')";
      const { result } = await send("Runtime.evaluate", { expression });
      await send("DOM.setFileInputFiles", { files: [path], objectId: result?.objectId });
    },
    // What the page's own function gives.
    list: async () => (await evaluate("window.lab?.list() ?? null")) as SeenList | null,
    freeze: async () => void (await send("Page.setWebLifecycleState", { state: "frozen" })),
    thaw: async () => void (await send("Page.setWebLifecycleState", { state: "active" })),
    close: async () => {
      await session.send("Target.disposeBrowserContext", { browserContextId });
      await session.detach();
    },
  };
}
