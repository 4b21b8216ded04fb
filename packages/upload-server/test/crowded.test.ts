import { createImagePolicy, uploadError } from "@picket/upload-core";
import { createImageRoute, type ImageProcessor } from "@picket/upload-server";
import { createMemoryProcessor } from "@picket/upload-server/testing";
import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createShop, jpeg, mug } from "./shop.ts";

describe("when more uploads arrive than can be verified", () => {
  test("the waiting spend neither attempts nor memory, and all are published", async () => {
    const hold = createHold();
    let readCount = 0;
    const shop = createShop({
      processor: hold.processor,
      maxVerifications: 1,
      wrapStore: (store) => ({
        ...store,
        read: async (...args) => {
          readCount += 1;
          return store.read(...args);
        },
      }),
    });
    const claims = await Promise.all(Array.from({ length: 4 }, () => shop.upload(jpeg)));
    const results = claims.map((claim) => shop.complete(claim));
    await vi.waitFor(() => expect(hold.rendering()).toBe(1));
    expect(readCount).toBe(1);
    // Far longer than any lease: none of those that wait has one to lose.
    shop.advance(3_600_000);
    hold.release();
    for (const result of await Promise.all(results)) expect(result.status).toBe("published");
    expect(shop.ledger.rows).toHaveLength(4);
  });

  test("those for whom there is no room to wait are told to ask again", async () => {
    const hold = createHold();
    const shop = createShop({ processor: hold.processor, maxVerifications: 1 });
    const claims = await Promise.all(Array.from({ length: 10 }, () => shop.upload(jpeg)));
    const inside = claims.slice(0, 9).map((claim) => shop.complete(claim));
    const turnedAway = await shop.complete(claims[9]!);
    expect(turnedAway).toMatchObject({ status: "processing", retryAfterMs: expect.any(Number) });
    hold.release();
    await Promise.all(inside);
    expect(await shop.complete(claims[9]!)).toMatchObject({ status: "published" });
  });

  test("one person's flood costs another's photo no more than the turn that is under way", async () => {
    const started: string[] = [];
    const { render } = createMemoryProcessor();
    const turns: (() => void)[] = [];
    const processor: ImageProcessor = {
      render: async (bytes, spec) => {
        started.push(Buffer.from(jpeg).equals(bytes) ? "flood" : "photo");
        await new Promise<void>((resolve) => turns.push(resolve));
        return render(bytes, spec);
      },
    };
    const shop = createShop({ processor, maxVerifications: 1 });
    const flood = await Promise.all(Array.from({ length: 200 }, () => shop.upload(jpeg)));
    const photo = await shop.upload(mug, "image/jpeg", "bob");
    const floodAnswers = flood.map((claim) => shop.complete(claim));
    const photoAnswer = shop.complete(photo, "bob");
    // Nine of the flood are inside or wait; all others are told to ask again, and hold nothing.
    expect(await Promise.all(floodAnswers.slice(9))).toEqual(
      Array.from({ length: 191 }, () => ({ status: "processing", retryAfterMs: 1000 })),
    );
    await vi.waitFor(() => expect(turns).toHaveLength(1));
    turns.shift()?.();
    await vi.waitFor(() => expect(started).toEqual(["flood", "photo"]));
    turns.shift()?.();
    expect(await photoAnswer).toMatchObject({ status: "published" });
    for (let rest = 0; rest < 8; rest += 1) {
      await vi.waitFor(() => expect(turns).toHaveLength(1));
      turns.shift()?.();
    }
    await Promise.all(floodAnswers);
  });

  test("a room full of people says so, and when to come back", async () => {
    const hold = createHold();
    const shop = createShop({ processor: hold.processor, maxVerifications: 1 });
    const crowd = Array.from({ length: 34 }, (_, index) => `person ${index}`);
    for (const person of crowd) shop.members.add(person);
    const claims = await Promise.all(
      crowd.map((person) => shop.upload(jpeg, "image/jpeg", person)),
    );
    const answers = claims.map((claim, index) => shop.complete(claim, crowd[index]));
    await expect(answers[33]).rejects.toMatchObject({
      refusal: { code: "SERVER_UNREACHABLE", details: { retryAfterMs: 5000 } },
    });
    hold.release();
    for (const result of await Promise.all(answers.slice(0, 33))) {
      expect(result.status).toBe("published");
    }
  });

  test("an upload that has ended is told so without a turn", async () => {
    const hold = createHold();
    const shop = createShop({ processor: hold.processor, maxVerifications: 1 });
    const [refused, slow] = [await shop.upload(Buffer.from("no picture")), await shop.upload(jpeg)];
    await expect(shop.complete(refused)).rejects.toMatchObject({ code: "FILE_TYPE_NOT_ALLOWED" });
    const answer = shop.complete(slow);
    await vi.waitFor(() => expect(hold.rendering()).toBe(1));
    await expect(shop.complete(refused)).rejects.toMatchObject({ code: "FILE_TYPE_NOT_ALLOWED" });
    hold.release();
    await answer;
  });

  test("two routes on one backend share the places", async () => {
    const hold = createHold();
    const shop = createShop({ processor: hold.processor, maxVerifications: 1 });
    const avatar = createImageRoute(shop.backend, {
      name: "avatar",
      policy: createImagePolicy(),
      input: z.object({}),
      authorize: async () => true,
      onPublished: async () => null,
    });
    const answer = shop.complete(await shop.upload(jpeg));
    await vi.waitFor(() => expect(hold.rendering()).toBe(1));
    const bytes = { sizeBytes: 4, sha256: `${"A".repeat(43)}=`, width: 1, height: 1 };
    const file = { name: "me.jpg", type: "image/jpeg", ...bytes } as const;
    const { claim } = await avatar.issueTicket({ owner: "bob", request: { input: {}, file } });
    const other = avatar.completeUpload({ owner: "bob", claim });
    await vi.waitFor(() => expect(avatar.load()).toEqual({ inside: 1, waiting: 1 }));
    expect(shop.route.load()).toEqual(avatar.load());
    hold.release();
    await answer;
    await expect(other).rejects.toMatchObject({ code: "OBJECT_MISSING" });
  });

  test("a caller who has gone gives the turn up", async () => {
    const hold = createHold();
    const shop = createShop({ processor: hold.processor, maxVerifications: 1 });
    const answer = shop.complete(await shop.upload(jpeg));
    const claim = await shop.upload(jpeg);
    const controller = new AbortController();
    const { signal } = controller;
    const gone = shop.route.completeUpload({ owner: "ann", claim, signal });
    await vi.waitFor(() => expect(shop.route.load().waiting).toBe(1));
    controller.abort();
    expect((await gone).status).toBe("processing");
    hold.release();
    await answer;
    expect(shop.ledger.rows).toHaveLength(1);
  });
});

test("a route that is closed begins nothing and finishes what it is at", async () => {
  const hold = createHold();
  const shop = createShop({ processor: hold.processor, maxVerifications: 1 });
  const claims = await Promise.all(Array.from({ length: 4 }, () => shop.upload(jpeg)));
  const [first, ...waiting] = claims.slice(0, 3).map((claim) => shop.complete(claim));
  await vi.waitFor(() => expect(hold.rendering()).toBe(1));
  shop.route.close();
  const processing = { status: "processing", retryAfterMs: 1000 };
  expect(await Promise.all(waiting)).toEqual([processing, processing]);
  expect(await shop.complete(claims[3]!)).toEqual(processing);
  hold.release();
  await shop.route.whenIdle();
  expect((await first)?.status).toBe("published");
  expect(hold.rendering()).toBe(1);
});

describe("a worker that was given up for lost", () => {
  test("does not begin to write", async () => {
    const hold = createHold();
    const written: string[] = [];
    const shop = createShop({
      processor: hold.processor,
      wrapStore: (store) => ({
        ...store,
        put: async (key, object) => {
          written.push(key);
          return store.put(key, object);
        },
      }),
    });
    const claim = await shop.upload(jpeg);
    const late = shop.complete(claim);
    await vi.waitFor(() => expect(hold.rendering()).toBe(1));
    shop.advance(120_001);
    shop.members.delete("ann");
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "FORBIDDEN" });
    hold.release();
    expect((await late).status).toBe("processing");
    expect(written).toEqual([]);
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("while it writes takes back what it has written after the end", async () => {
    const putting: (() => void)[] = [];
    const shop = createShop({
      wrapStore: (store) => ({
        ...store,
        put: async (key, object) => {
          await new Promise<void>((resolve) => putting.push(resolve));
          return store.put(key, object);
        },
      }),
    });
    const claim = await shop.upload(jpeg);
    const late = shop.complete(claim);
    await vi.waitFor(() => expect(putting).toHaveLength(2));
    shop.advance(120_001);
    shop.members.delete("ann");
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "FORBIDDEN" });
    for (const put of putting) put();
    await expect(late).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(shop.publicKeys()).toEqual([]);
  });
});

test("a refusal is written before the store is asked to clean up, so a slow store holds no transaction", async () => {
  const isSettled: boolean[] = [];
  const shop = createShop({
    wrapStore: (store) => ({
      ...store,
      list: (prefix) => {
        isSettled.push(settled);
        return store.list(prefix);
      },
    }),
  });
  let settled = false;
  const { settle } = shop.ledger;
  shop.ledger.settle = async (lease, decide) => {
    const outcome = await settle(lease, decide);
    settled = true;
    return outcome;
  };
  const claim = await shop.upload(Buffer.from("no picture at all"));
  await expect(shop.complete(claim)).rejects.toMatchObject({ code: "FILE_TYPE_NOT_ALLOWED" });
  expect(isSettled).toContain(true);
  expect(isSettled).not.toContain(false);
});

test("two servers that stop in the middle of decoding do not count against the photo", async () => {
  let isClosed = true;
  const { render } = createMemoryProcessor();
  const processor: ImageProcessor = {
    render: async (...args) => {
      if (isClosed) throw uploadError("INTERNAL");
      return render(...args);
    },
  };
  const shop = createShop({ processor });
  const claim = await shop.upload(jpeg);
  for (let server = 0; server < 3; server += 1) {
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "INTERNAL" });
  }
  isClosed = false;
  expect(await shop.complete(claim)).toMatchObject({ status: "published" });
});

test("the route tells when nothing is being verified any more", async () => {
  const hold = createHold();
  const shop = createShop({ processor: hold.processor });
  await shop.route.whenIdle();
  const result = shop.complete(await shop.upload(jpeg));
  await vi.waitFor(() => expect(hold.rendering()).toBe(1));
  const onIdle = vi.fn<() => void>();
  const idle = shop.route.whenIdle().then(onIdle);
  expect(onIdle).not.toHaveBeenCalled();
  hold.release();
  await Promise.all([result, idle]);
  expect(onIdle).toHaveBeenCalledOnce();
});

/** A processor that begins and does not go on until it is released. */
function createHold() {
  const { render } = createMemoryProcessor();
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let count = 0;
  const processor: ImageProcessor = {
    render: async (...args) => {
      count += 1;
      await released;
      return render(...args);
    },
  };
  return { processor, rendering: () => count, release };
}
