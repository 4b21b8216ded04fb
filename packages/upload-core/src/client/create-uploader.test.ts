import { describe, expect, expectTypeOf, test } from "vitest";
import { createFakeClock, turn } from "../../test/client/fake-clock.ts";
import {
  createScriptedServer,
  file,
  inTurn,
  never,
  prepare,
  published,
  stored,
  throwing,
  type Image,
  type Input,
  type Script,
} from "../../test/client/scripted-server.ts";
import { createImagePolicy } from "../image-policy.ts";
import { uploadError } from "../upload-error.ts";
import { createUploader } from "./create-uploader.ts";
import type { UploadItem } from "./state.ts";
// Loaded already when the first file asks for it: no test waits for the disk.
import "./upload-runner.ts";
import type { UploaderOptions } from "./uploader.ts";

function setUp(script: Partial<Script> = {}, options: Partial<UploaderOptions<Input, Image>> = {}) {
  const clock = createFakeClock();
  const server = createScriptedServer(script);
  const { api, transport } = server;
  const uploader = createUploader<Input, Image>({
    api,
    transport,
    clock,
    prepare,
    random: () => 1,
    input: { productId: "p1" },
    ...options,
  });
  const items = () => uploader.getSnapshot().items;
  return {
    ...server,
    clock,
    uploader,
    items,
    statuses: () => items().map(({ status }) => status),
    count: (request: string) => server.requests.filter((r) => r.startsWith(request)).length,
    whenSettled: () => clock.runUntil(() => uploader.getSnapshot().isSettled),
  };
}

const files = (...names: string[]) => names.map((name) => file(name));

describe("a list of files", () => {
  test("is published, with what the server's route returned", async () => {
    const { uploader, items, whenSettled } = setUp();
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    expect(items()).toMatchObject([
      { id: 1, name: "a.jpg", status: "published", data: { imageId: "image of claim-1" } },
      { id: 2, name: "b.jpg", status: "published", data: { imageId: "image of claim-2" } },
    ]);
  });

  test("does nothing before the first file", async () => {
    const { uploader, requests, clock } = setUp();
    uploader.subscribe(() => {});
    await turn();
    expect(uploader.getSnapshot()).toMatchObject({ items: [], status: "idle", policy: null });
    expect([requests, clock.pendingMs()]).toEqual([[], []]);
  });

  test("asks for the policy once", async () => {
    const { uploader, count, whenSettled } = setUp();
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    uploader.add(files("c.jpg"));
    await whenSettled();
    expect(count("policy")).toBe(1);
    expect(uploader.getSnapshot().policy).toEqual(createImagePolicy());
  });

  test("goes on with the others when one is refused", async () => {
    const { uploader, statuses, whenSettled } = setUp(
      {},
      {
        prepare: async (blob, ...rest) => {
          if (blob.size === 0) throw uploadError("FILE_EMPTY");
          return prepare(blob, ...rest);
        },
      },
    );
    uploader.add([file("a.jpg"), file("b.jpg", ""), file("c.jpg")]);
    await whenSettled();
    expect(statuses()).toEqual(["published", "rejected", "published"]);
  });

  test("sends each file with the input it was added with", async () => {
    const { uploader, api, inputs, whenSettled } = setUp({}, { autoStart: false });
    uploader.add(files("a.jpg"));
    uploader.setOptions({ api, input: { productId: "p2" } });
    uploader.add(files("b.jpg"));
    uploader.start();
    await whenSettled();
    expect(inputs).toEqual([{ productId: "p1" }, { productId: "p2" }]);
  });
});

describe("the queue", () => {
  const holding = () => {
    const release: Array<() => void> = [];
    const transfer: Script["transfer"] = () =>
      new Promise((resolve) => {
        release.push(() => resolve(stored()));
      });
    return { release, transfer };
  };

  test("opens the next slot as soon as one is free, and asks for one ticket ahead", async () => {
    const { release, transfer } = holding();
    const { uploader, count, statuses, whenSettled } = setUp({ transfer }, { concurrency: 2 });
    uploader.add(files("a.jpg", "b.jpg", "c.jpg", "d.jpg"));
    await turn();
    expect(statuses()).toEqual(["uploading", "uploading", "ticketing", "queued"]);
    expect(count("ticket")).toBe(3);
    release[1]!();
    await turn();
    expect(statuses()).toEqual(["uploading", "published", "uploading", "ticketing"]);
    for (let i = 0; i < 4; i += 1) {
      release[i]?.();
      await turn();
    }
    release[3]!();
    await whenSettled();
  });

  test("prepares the next files while others are being sent", async () => {
    const prepared: string[] = [];
    const { uploader } = setUp(
      { transfer: never },
      {
        concurrency: 1,
        prepare: async (blob, ...rest) => {
          prepared.push(await blob.text());
          return prepare(blob, ...rest);
        },
      },
    );
    uploader.add(files("a.jpg", "b.jpg"));
    await turn();
    expect(prepared).toEqual(["a.jpg", "b.jpg"]);
  });

  test("goes on when a prepare function of the app breaks", async () => {
    const broken = () => {
      throw new TypeError("oops");
    };
    const { uploader, items, whenSettled } = setUp({}, { prepare: broken });
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    expect(items()).toMatchObject([
      { status: "failed", refusal: { code: "INTERNAL" } },
      { status: "failed", refusal: { code: "INTERNAL" } },
    ]);
  });

  test("takes files while it runs", async () => {
    const { release, transfer } = holding();
    const { uploader, statuses, whenSettled } = setUp({ transfer });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.add(files("b.jpg"));
    await turn();
    release.forEach((go) => go());
    await whenSettled();
    expect(statuses()).toEqual(["published", "published"]);
  });

  test("waits for start() when it shall not start by itself", async () => {
    const { uploader, requests, whenSettled } = setUp({}, { autoStart: false });
    uploader.add(files("a.jpg"));
    await turn();
    expect([uploader.getSnapshot().status, requests]).toEqual(["idle", []]);
    uploader.start();
    expect(uploader.getSnapshot().isPending).toBe(true);
    await whenSettled();
    uploader.add(files("b.jpg"));
    await turn();
    expect(uploader.getSnapshot().status).toBe("idle");
  });
});

describe("limits of the list", () => {
  const policy = () => createImagePolicy({ maxFiles: 2 });

  test("files beyond the most that are allowed are rejected, the first ones go on", async () => {
    const { uploader, items, whenSettled } = setUp({ policy });
    uploader.add(files("a.jpg", "b.jpg", "c.jpg"));
    await whenSettled();
    expect(items()[1]?.status).toBe("published");
    expect(items()[2]).toMatchObject({
      status: "rejected",
      refusal: { code: "TOO_MANY_FILES", details: { maxFiles: 2 } },
    });
  });

  test("what was removed, refused or canceled makes room", async () => {
    const { uploader, items, statuses, whenSettled } = setUp({ policy });
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    uploader.remove(items()[0]!.id);
    uploader.add(files("c.jpg", "d.jpg"));
    await whenSettled();
    expect(statuses()).toEqual(["published", "published", "rejected"]);
  });

  test("the same content is taken once, whatever its name", async () => {
    const { uploader, items, count, whenSettled } = setUp();
    uploader.add([file("a.jpg", "same"), file("copy of a.jpg", "same")]);
    await whenSettled();
    expect(items()[0]?.status).toBe("published");
    expect(items()[1]).toMatchObject({ status: "rejected", refusal: { code: "DUPLICATE_FILE" } });
    expect(count("ticket")).toBe(1);
  });

  test("content that was canceled may come again, and then the canceled one may not", async () => {
    const { uploader, statuses, whenSettled } = setUp({ transfer: inTurn(never, stored) });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel(1);
    uploader.add(files("a.jpg"));
    await whenSettled();
    uploader.retry(1);
    await whenSettled();
    expect(statuses()).toEqual(["rejected", "published"]);
  });
});

describe("a server that is down", () => {
  test("fails all files, and one retry brings them all", async () => {
    let isDown = true;
    const { uploader, items, statuses, count, whenSettled } = setUp({
      policy: () => {
        if (isDown) throw new TypeError("fetch failed");
        return createImagePolicy();
      },
    });
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    expect(items().map((item) => item.status === "failed" && item.refusal.code)).toEqual([
      "SERVER_UNREACHABLE",
      "SERVER_UNREACHABLE",
    ]);
    expect(count("policy")).toBe(5);
    isDown = false;
    uploader.retry();
    await whenSettled();
    expect(statuses()).toEqual(["published", "published"]);
  });
});

describe("pause", () => {
  test("stops what is under way, and resume asks before it sends again", async () => {
    const { uploader, requests, statuses, whenSettled } = setUp({
      transfer: inTurn(never, stored),
      complete: inTurn(throwing(uploadError("OBJECT_MISSING")), published),
    });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.pause();
    expect([uploader.getSnapshot().status, ...statuses()]).toEqual(["paused", "paused"]);
    uploader.resume();
    await whenSettled();
    expect(requests).toEqual([
      "policy",
      "ticket a.jpg",
      "transfer claim-1",
      "complete claim-1",
      "transfer claim-1",
      "complete claim-1",
    ]);
  });

  test("holds back what is added meanwhile", async () => {
    const { uploader, requests, statuses, whenSettled } = setUp();
    uploader.pause();
    uploader.add(files("a.jpg"));
    await turn();
    expect([statuses(), requests]).toEqual([["paused"], []]);
    uploader.resume();
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
  });

  test("lets a verification end, but not send again", async () => {
    let fail = (_error: Error): void => {};
    const { uploader, statuses, whenSettled } = setUp({
      complete: inTurn(
        () => new Promise<never>((_resolve, reject) => (fail = reject)),
        (claim: string) => ({ status: "published" as const, data: { imageId: claim } }),
      ),
    });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.pause();
    expect(statuses()).toEqual(["verifying"]);
    fail(uploadError("OBJECT_MISSING"));
    await turn();
    expect(statuses()).toEqual(["paused"]);
    uploader.resume();
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
  });
});

describe("cancel, remove and clear", () => {
  test("cancel stops the transfer, tells the server, and is no failure", async () => {
    const failures: unknown[] = [];
    let signal: AbortSignal | undefined;
    const transfer: Script["transfer"] = (form) => {
      signal = form.signal;
      return never();
    };
    const onError = (error: unknown) => failures.push(error);
    const { uploader, requests, statuses } = setUp({ transfer }, { onError });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel(1);
    expect([statuses(), signal?.aborted]).toEqual([["canceled"], true]);
    await turn();
    expect([requests.at(-1), failures]).toEqual(["discard claim-1", []]);
  });

  test("cancel before the ticket has nothing to tell the server", async () => {
    const { uploader, requests, statuses } = setUp({ ticket: never });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel();
    await turn();
    expect([statuses(), requests.at(-1)]).toEqual([["canceled"], "ticket a.jpg"]);
  });

  test("a server that does not hear of it changes nothing", async () => {
    const discard = throwing(new TypeError("fetch failed"));
    const { uploader, statuses, count } = setUp({ transfer: never, discard });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel(1);
    await turn();
    expect([statuses(), count("discard")]).toEqual([["canceled"], 1]);
  });

  test("a canceled file that is tried again gets a new ticket and is not prepared again", async () => {
    const { uploader, requests, whenSettled } = setUp({ transfer: inTurn(never, stored) });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel(1);
    uploader.retry(1);
    await whenSettled();
    expect(requests.slice(-3)).toEqual(["ticket a.jpg", "transfer claim-2", "complete claim-2"]);
  });

  test("a slot that a canceled file held goes to the next", async () => {
    const { uploader, statuses, whenSettled } = setUp(
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
    const { uploader, items, count } = setUp({ transfer: never });
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
    const { uploader, items, statuses, count } = setUp({ complete: never });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.cancel();
    expect(statuses()).toEqual(["verifying"]);
    uploader.remove(items()[0]!.id);
    await turn();
    expect([items(), count("discard")]).toEqual([[], 0]);
  });

  test("destroy stops everything without telling the server, and adding begins anew", async () => {
    const { uploader, items, requests, count, clock, statuses, whenSettled } = setUp({
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
  const { uploader, clock, count } = setUp({ policy: throwing(new TypeError("fetch failed")) });
  uploader.add(files("a.jpg"));
  await turn();
  expect([count("policy"), clock.pendingMs()]).toEqual([1, [500]]);
  uploader.destroy();
  await turn();
  expect(clock.pendingMs()).toEqual([]);
});

describe("callbacks", () => {
  test("tell what became of each file, and once when all are settled", async () => {
    const told: string[] = [];
    const { uploader, whenSettled } = setUp(
      { ticket: inTurn(throwing(uploadError("FORBIDDEN")), makeTicket) },
      {
        onPublished: ({ imageId }, { name }) => told.push(`${name} is ${imageId}`),
        onError: ({ code }, { name }) => told.push(`${name}: ${code}`),
        onSettled: (items) => told.push(`${items.length} settled`),
      },
    );
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    await turn();
    expect(told).toEqual(["a.jpg: FORBIDDEN", "b.jpg is image of claim-1", "2 settled"]);
  });

  test("are the latest that were given", async () => {
    const told: string[] = [];
    const { uploader, api, whenSettled } = setUp({}, { onSettled: () => told.push("old") });
    uploader.add(files("a.jpg"));
    const onSettled = () => told.push("new");
    uploader.setOptions({ api, input: { productId: "p1" }, onSettled });
    await whenSettled();
    await turn();
    expect(told).toEqual(["new"]);
  });

  test("may call the uploader", async () => {
    let tries = 0;
    const { uploader, statuses, clock } = setUp(
      { ticket: inTurn(throwing(uploadError("UNAUTHORIZED")), makeTicket) },
      {
        onError: (_error, { id }) => {
          tries += 1;
          uploader.retry(id);
        },
      },
    );
    uploader.add(files("a.jpg"));
    await clock.runUntil(() => statuses()[0] === "published");
    expect(tries).toBe(1);
  });
});

describe("the snapshot", () => {
  test("stays the same value until something changes, and an item until it changes itself", async () => {
    const { uploader, items, whenSettled } = setUp();
    uploader.add(files("a.jpg"));
    await whenSettled();
    const before = uploader.getSnapshot();
    expect(uploader.getSnapshot()).toBe(before);
    uploader.add(files("b.jpg"));
    expect(uploader.getSnapshot()).not.toBe(before);
    expect(items()[0]).toBe(before.items[0]);
    expect(Object.isFrozen(before) && Object.isFrozen(before.items)).toBe(true);
  });

  test("changes of one moment are told once, and nobody is told after unsubscribing", async () => {
    const { uploader } = setUp({ policy: never });
    let notices = 0;
    const unsubscribe = uploader.subscribe(() => (notices += 1));
    uploader.add(files("a.jpg", "b.jpg", "c.jpg"));
    await turn();
    expect(notices).toBe(1);
    unsubscribe();
    uploader.clear();
    await turn();
    expect(notices).toBe(1);
  });

  test("tells how fast bytes flow, and that they have stopped", async () => {
    let onProgress = (_bytes: number): void => {};
    const transfer: Script["transfer"] = (form) => {
      ({ onProgress } = form);
      return never();
    };
    const { uploader, clock } = setUp({ transfer });
    uploader.add([file("a.jpg", "x".repeat(10_000))]);
    await turn();
    onProgress(1000);
    await clock.advance(1000);
    onProgress(3000);
    await clock.advance(1000);
    const { bytesPerSecond, etaSeconds, ...totals } = uploader.getSnapshot().totals;
    expect(totals).toEqual({ loadedBytes: 3000, totalBytes: 10_000, progress: 0.3 });
    expect(bytesPerSecond).toBeGreaterThan(1200);
    expect(bytesPerSecond).toBeLessThan(1800);
    expect(etaSeconds).toBe(7000 / bytesPerSecond);
    await clock.advance(6000);
    expect(uploader.getSnapshot().totals).toMatchObject({ bytesPerSecond: 0, etaSeconds: null });
  });

  test("data has the type that the server's route returns, and input is held to the api", () => {
    const { api } = createScriptedServer();
    const uploader = createUploader({ api, input: { productId: "p1" } });
    type Item = ReturnType<typeof uploader.getSnapshot>["items"][number];
    expectTypeOf<Item>().toEqualTypeOf<UploadItem<Image>>();
    expectTypeOf<Extract<Item, { status: "published" }>["data"]>().toEqualTypeOf<Image>();
    // @ts-expect-error: the route's input has another shape
    createUploader({ api, input: { productId: 1 } });
  });
});

function makeTicket() {
  return {
    method: "POST" as const,
    url: "https://s3.test/",
    fields: { claim: "claim-1" },
    claim: "claim-1",
    expiresInMs: 300_000,
  };
}
