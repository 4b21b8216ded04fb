import { describe, expect, test } from "vitest";
import type { Connection } from "../../src/client/connection.ts";
import { createImagePolicy } from "../../src/image-policy.ts";
import { uploadError } from "../../src/upload-error.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import {
  createTicket,
  inTurn,
  never,
  published,
  stored,
  throwing,
  type Script,
} from "./scripted-server.ts";

/** @param script what the server answers while there is a line; without one it cannot be reached */
function createOfflineUploader(
  script: Partial<Script> = {},
  options: Parameters<typeof createTestUploader>[1] = {},
) {
  let isOnline = true;
  const online = <Args extends unknown[], Answer>(answer: (...args: Args) => Answer) => {
    return (...args: Args): Answer => {
      if (!isOnline) throw new TypeError("fetch failed");
      return answer(...args);
    };
  };
  const { ticket = () => createTicket("claim-1"), complete = published } = script;
  const listed = createTestUploader(
    {
      ...script,
      policy: online(() => createImagePolicy()),
      ticket: online(ticket),
      complete: online(complete),
      discard: online(() => {}),
    },
    options,
  );
  return {
    ...listed,
    /** what the person sees: the list's state, and each item's */
    state: () => [listed.uploader.getSnapshot().status, ...listed.statuses()],
    setOnline: (is: boolean) => {
      isOnline = is;
      listed.connection.setOnline(is);
    },
  };
}

describe("a line that goes", () => {
  test("takes no try from anybody: there are five again when it is back", async () => {
    const unreachable = throwing(new TypeError("fetch failed"));
    const { uploader, clock, count, codes, state, setOnline, whenSettled } = createOfflineUploader({
      ticket: unreachable,
    });
    uploader.add(files("a.jpg"));
    await clock.runUntil(() => count("ticket") === 4);
    setOnline(false);
    expect(state()).toEqual(["offline", "paused"]);
    await clock.advance(600_000);
    setOnline(true);
    await whenSettled();
    expect([count("ticket"), codes()]).toEqual([4 + 5, ["SERVER_UNREACHABLE"]]);
  });

  test("unnoticed is noticed by the next thing that fails", async () => {
    let isOnline = true;
    const connection: Connection = { isOnline: () => isOnline, watch: () => {} };
    const cut = () => {
      isOnline = false;
      throw uploadError("NETWORK");
    };
    const { uploader, clock, statuses, whenSettled } = createTestUploader(
      { transfer: inTurn(cut, stored) },
      { connection, concurrency: 1 },
    );
    uploader.add(files("a.jpg", "b.jpg"));
    await turn();
    expect(statuses()).toEqual(["paused", "paused"]);
    expect([uploader.getSnapshot().status, clock.pendingMs()]).toEqual(["offline", []]);
    isOnline = true;
    uploader.add(files("c.jpg"));
    await whenSettled();
    expect(statuses()).toEqual(["published", "published", "published"]);
  });

  test("lets a verification end; should it fail, the server is asked again and nothing is sent", async () => {
    let fail = (_error: Error): void => {};
    const { uploader, requests, state, setOnline, whenSettled } = createOfflineUploader({
      complete: inTurn(() => new Promise<never>((_resolve, reject) => (fail = reject)), published),
    });
    uploader.add(files("a.jpg"));
    await turn();
    setOnline(false);
    expect(state()).toEqual(["offline", "verifying"]);
    fail(new TypeError("fetch failed"));
    await turn();
    expect(state()).toEqual(["offline", "paused"]);
    setOnline(true);
    await whenSettled();
    expect(requests.slice(-3)).toEqual([
      "transfer claim-1",
      "complete claim-1",
      "complete claim-1",
    ]);
  });

  test("is not watched before the first file, nor after the last", () => {
    const watching: AbortSignal[] = [];
    const connection: Connection = {
      isOnline: () => true,
      watch: (_check, signal) => watching.push(signal),
    };
    const { uploader } = createTestUploader({ policy: never }, { connection });
    expect(watching).toEqual([]);
    uploader.add(files("a.jpg"));
    uploader.add(files("b.jpg"));
    uploader.destroy();
    expect(watching.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

describe("without a line", () => {
  test("what is added waits, and goes on by itself", async () => {
    const { uploader, requests, state, setOnline, whenSettled } = createOfflineUploader();
    setOnline(false);
    uploader.add(files("a.jpg"));
    await turn();
    expect([state(), requests]).toEqual([["offline", "paused"], []]);
    setOnline(true);
    await whenSettled();
    expect(state()).toEqual(["settled", "published"]);
  });

  test("what waits for start() waits on", async () => {
    const { uploader, state, setOnline, whenSettled } = createOfflineUploader(
      {},
      { autoStart: false },
    );
    uploader.add(files("a.jpg"));
    setOnline(false);
    setOnline(true);
    await turn();
    expect(state()).toEqual(["idle", "queued"]);
    uploader.start();
    await whenSettled();
    expect(state()).toEqual(["settled", "published"]);
  });

  test("whoever asks for it gets a try at once, and the list waits again when that fails", async () => {
    const { uploader, count, state, setOnline, whenSettled } = createOfflineUploader({
      ticket: inTurn(throwing(uploadError("FORBIDDEN")), () => createTicket("claim-1")),
    });
    uploader.add(files("a.jpg"));
    await whenSettled();
    setOnline(false);
    uploader.retry(1);
    await turn();
    expect([count("ticket"), state()]).toEqual([2, ["offline", "paused"]]);
    setOnline(true);
    await whenSettled();
    expect(state()).toEqual(["settled", "published"]);
  });

  test("that holds also when not even the policy is known", async () => {
    const { uploader, clock, count, state, setOnline, whenSettled } = createOfflineUploader();
    setOnline(false);
    uploader.add(files("a.jpg"));
    uploader.resume();
    await turn();
    expect([count("policy"), state()]).toEqual([1, ["pending", "queued"]]);
    await clock.runUntil(() => uploader.getSnapshot().status !== "pending");
    expect(state()).toEqual(["offline", "paused"]);
    setOnline(true);
    await whenSettled();
    expect(state()).toEqual(["settled", "published"]);
  });

  test("a canceled file is canceled, and the server hears of it when it can", async () => {
    const { uploader, clock, count, statuses, setOnline } = createOfflineUploader({
      transfer: never,
    });
    uploader.add(files("a.jpg"));
    await turn();
    setOnline(false);
    uploader.cancel();
    await clock.advance(600_000);
    expect(statuses()).toEqual(["canceled"]);
    const tries = count("discard");
    expect(tries).toBeGreaterThan(5);
    setOnline(true);
    await clock.advance(600_000);
    expect([count("discard"), clock.pendingMs()]).toEqual([tries + 1, []]);
  });
});

describe("a person's pause", () => {
  test("is not ended by a line that comes back, whichever was first", async () => {
    const { uploader, state, setOnline, whenSettled } = createOfflineUploader();
    setOnline(false);
    uploader.add(files("a.jpg"));
    uploader.pause();
    setOnline(true);
    expect(state()).toEqual(["paused", "paused"]);
    setOnline(false);
    setOnline(true);
    await turn();
    expect(state()).toEqual(["paused", "paused"]);
    uploader.resume();
    await whenSettled();
    expect(state()).toEqual(["settled", "published"]);
  });
});
