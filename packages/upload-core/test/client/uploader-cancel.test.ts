import { describe, expect, test } from "vitest";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import { inTurn, never, published, stored, throwing, type Script } from "./scripted-server.ts";

describe("cancel, remove and clear", () => {
  test("cancel stops the transfer, tells the server, and is no failure", async () => {
    const failures: unknown[] = [];
    let signal: AbortSignal | undefined;
    const transfer: Script["transfer"] = (form) => {
      signal = form.signal;
      return never();
    };
    const onError = (error: unknown) => failures.push(error);
    const { uploader, requests, statuses } = createTestUploader({ transfer }, { onError });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel(1);
    expect([statuses(), signal?.aborted]).toEqual([["canceled"], true]);
    await turn();
    expect([requests.at(-1), failures]).toEqual(["discard claim-1", []]);
  });

  test("cancel before the ticket has nothing to tell the server", async () => {
    const { uploader, requests, statuses } = createTestUploader({ ticket: never });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel();
    await turn();
    expect([statuses(), requests.at(-1)]).toEqual([["canceled"], "ticket a.jpg"]);
  });

  test("a server that does not hear of it changes nothing", async () => {
    const discard = throwing(new TypeError("fetch failed"));
    const { uploader, statuses, count } = createTestUploader({ transfer: never, discard });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel(1);
    await turn();
    expect([statuses(), count("discard")]).toEqual([["canceled"], 1]);
  });

  test("a canceled file that is tried again gets a new ticket and is not prepared again", async () => {
    const { uploader, requests, whenSettled } = createTestUploader({
      transfer: inTurn(never, stored),
    });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel(1);
    uploader.retry(1);
    await whenSettled();
    expect(requests.slice(-3)).toEqual(["ticket a.jpg", "transfer claim-2", "complete claim-2"]);
  });

  test("a slot that a canceled file held goes to the next", async () => {
    const { uploader, statuses, whenSettled } = createTestUploader(
      { transfer: inTurn(never, stored) },
      { concurrency: 1 },
    );
    uploader.add(files("a.jpg", "b.jpg"));
    await turn();
    uploader.cancel(1);
    await whenSettled();
    expect(statuses()).toEqual(["canceled", "published"]);
  });

  test("remove takes it out of the list, clear all of them", async () => {
    const { uploader, items, count } = createTestUploader({ transfer: never });
    uploader.add(files("a.jpg", "b.jpg"));
    await turn();
    uploader.remove(1);
    expect(items().map(({ name }) => name)).toEqual(["b.jpg"]);
    uploader.clear();
    expect([items(), uploader.getSnapshot().status]).toEqual([[], "idle"]);
    await turn();
    expect(count("discard")).toBe(2);
  });

  test("cancel leaves alone what is being verified, and remove does not discard it", async () => {
    const { uploader, items, statuses, count } = createTestUploader({ complete: never });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel();
    expect(statuses()).toEqual(["verifying"]);
    uploader.remove(items()[0]!.id);
    await turn();
    expect([items(), count("discard")]).toEqual([[], 0]);
  });

  test("destroy stops everything without telling the server, and adding begins anew", async () => {
    const { uploader, items, requests, count, clock, statuses, whenSettled } = createTestUploader({
      complete: inTurn(never, published),
    });
    uploader.add(files("a.jpg"));
    await turn();
    expect(statuses()).toEqual(["verifying"]);
    uploader.destroy();
    await turn();
    expect([items(), clock.pendingMs(), requests.at(-1)]).toEqual([[], [], "complete claim-1"]);
    uploader.add(files("b.jpg"));
    await whenSettled();
    expect([statuses(), count("policy")]).toEqual([["published"], 1]);
  });
});

test("destroy also gives up the question for the policy, which belongs to no file", async () => {
  const { uploader, clock, count } = createTestUploader({
    policy: throwing(new TypeError("fetch failed")),
  });
  uploader.add(files("a.jpg"));
  await turn();
  expect([count("policy"), clock.pendingMs()]).toEqual([1, [500]]);
  uploader.destroy();
  await turn();
  expect(clock.pendingMs()).toEqual([]);
});

describe("when the last one that is being verified is removed, the list", () => {
  test("is settled, and says so once", async () => {
    const told: number[] = [];
    const { uploader, statuses } = createTestUploader(
      { complete: inTurn<Script["complete"]>(published, never) },
      { onSettled: (items) => told.push(items.length), concurrency: 1 },
    );
    uploader.add(files("a.jpg", "b.jpg"));
    await turn();
    expect(statuses()).toEqual(["published", "verifying"]);
    uploader.remove(2);
    await turn();
    expect([uploader.getSnapshot().isSettled, told]).toEqual([true, [1]]);
  });

  test("is not paused any more", async () => {
    const { uploader, statuses, whenSettled } = createTestUploader({
      complete: inTurn(never, published),
    });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.pause();
    uploader.remove(1);
    uploader.add(files("b.jpg"));
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
  });

  test("waits for start() again", async () => {
    const { uploader, statuses } = createTestUploader({ complete: never }, { autoStart: false });
    uploader.add(files("a.jpg"));
    uploader.start();
    await turn();
    uploader.remove(1);
    uploader.add(files("b.jpg"));
    await turn();
    expect([uploader.getSnapshot().status, statuses()]).toEqual(["idle", ["queued"]]);
  });
});

test("what is not in the list can neither be canceled nor tried again nor removed", async () => {
  const { uploader, statuses, requests } = createTestUploader({}, { autoStart: false });
  uploader.pause();
  uploader.add(files("a.jpg"));
  uploader.cancel(7);
  uploader.retry(7);
  uploader.remove(7);
  await turn();
  expect([uploader.getSnapshot().status, statuses(), requests]).toEqual(["paused", ["paused"], []]);
});
