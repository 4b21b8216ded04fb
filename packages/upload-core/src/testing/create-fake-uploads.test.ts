import { describe, expect, expectTypeOf, test } from "vitest";
import { createUploader } from "../client/create-uploader.ts";
import { postForm } from "../client/post-form.ts";
import { createFakeUploads, type FakeUploadsOptions } from "./create-fake-uploads.ts";
import { photoFile } from "./photo-file.ts";
import type { UploaderOptions } from "../client/uploader.ts";

type Input = { productId: string };
type Image = { id: string };

function setUp(
  script: Partial<FakeUploadsOptions<Input, Image>> = {},
  options: Partial<UploaderOptions<Input, Image>> = {},
) {
  const uploads = createFakeUploads<Input, Image>({
    publish: ({ name }) => ({ id: name }),
    ...script,
  });
  const uploader = createUploader({ ...uploads.ports, input: { productId: "p1" }, ...options });
  const items = () => uploader.getSnapshot().items;
  return {
    uploads,
    uploader,
    items,
    add: (...names: string[]) => uploader.add(names.map((name) => photoFile(name))),
    statuses: () => items().map(({ status }) => status),
    whenSettled: () => uploads.clock.runUntil(() => uploader.getSnapshot().isSettled),
    whenHeld: (...names: string[]) =>
      uploads.clock.runUntil(() => names.every((name) => uploads.held().includes(name))),
  };
}

describe("a file without a script", () => {
  test("is published, and everything that was asked on the way is written down", async () => {
    const { uploads, add, items, whenSettled } = setUp({
      publish: ({ name, type }, { productId }) => ({ id: `${name} ${type} ${productId}` }),
    });
    add("mug.jpg");
    await whenSettled();
    expect(items()).toMatchObject([{ status: "published", data: { id: "mug.jpg image/jpeg p1" } }]);
    expect(uploads.requests).toEqual([
      "policy",
      "ticket mug.jpg",
      "transfer mug.jpg",
      "complete mug.jpg",
    ]);
    expect(uploads.tickets).toMatchObject([{ input: { productId: "p1" }, file: { width: 1600 } }]);
  });

  test("is checked against the policy, and against the others", async () => {
    const { uploader, items, whenSettled } = setUp({
      policy: { maxSizeBytes: 10, types: ["image/jpeg"], maxFiles: 4 },
    });
    const file = (name: string, content: string, type = "image/jpeg") =>
      new File([content], name, { type });
    uploader.add([
      file("a.jpg", "a"),
      file("copy of a.jpg", "a"),
      file("big.jpg", "12345678901"),
      file("b.png", "b", "image/png"),
    ]);
    await whenSettled();
    expect(items()).toMatchObject([
      { status: "published" },
      { refusal: { code: "DUPLICATE_FILE" } },
      { refusal: { code: "FILE_TOO_LARGE", details: { sizeBytes: 11, maxSizeBytes: 10 } } },
      { refusal: { code: "FILE_TYPE_NOT_ALLOWED" } },
    ]);
  });
});

describe("a scripted file", () => {
  test("fails as often as is written, then goes through", async () => {
    const { uploads, add, statuses, whenSettled } = setUp({
      outcomes: { "mug.jpg": ["NETWORK", "NETWORK", "publish"] },
    });
    add("mug.jpg");
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
    expect(uploads.requests.filter((request) => request === "transfer mug.jpg")).toHaveLength(3);
    expect(uploads.tickets).toHaveLength(1);
  });

  test("waits between tries for the clock", async () => {
    const { uploads, add, items, statuses } = setUp({
      outcomes: { "mug.jpg": ["SERVER_UNREACHABLE", "publish"] },
    });
    add("mug.jpg");
    await uploads.clock.advance(0);
    expect(items()).toMatchObject([{ status: "retrying", delayMs: 500 }]);
    await uploads.clock.advance(500);
    expect(statuses()).toEqual(["published"]);
  });

  test.for([
    ["FILE_UNREADABLE", "rejected", "policy"],
    ["QUOTA_EXCEEDED", "failed", "ticket mug.jpg"],
    ["NETWORK", "failed", "transfer mug.jpg"],
    ["STORAGE_UNAVAILABLE", "failed", "transfer mug.jpg"],
    ["STORAGE_REFUSED", "failed", "transfer mug.jpg"],
    ["PROCESSING_FAILED", "rejected", "complete mug.jpg"],
    ["INTERNAL", "failed", "complete mug.jpg"],
  ] as const)("that is refused for good with %s ends there", async ([code, status, last]) => {
    const { uploads, add, items, whenSettled } = setUp({ outcomes: { "mug.jpg": code } });
    add("mug.jpg");
    await whenSettled();
    expect(items()).toMatchObject([{ status, refusal: { code } }]);
    expect(uploads.requests.at(-1)).toBe(last);
  });

  test("gets another ticket when storage says that the first has expired", async () => {
    const { uploads, add, statuses, whenSettled } = setUp({
      outcomes: { "mug.jpg": ["TICKET_EXPIRED", "publish"] },
    });
    add("mug.jpg");
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
    expect(uploads.requests.slice(-2)).toEqual(["transfer mug.jpg (2)", "complete mug.jpg (2)"]);
  });

  test("is refused at another step where a server may do so, and finds out with its next ticket", async () => {
    const { uploads, uploader, add, items, statuses, whenSettled } = setUp({
      outcomes: { "mug.jpg": [{ code: "QUOTA_EXCEEDED", at: "complete" }, "publish"] },
    });
    add("mug.jpg");
    await whenSettled();
    expect(items()).toMatchObject([{ status: "failed", refusal: { code: "QUOTA_EXCEEDED" } }]);
    uploader.retry();
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
    expect(uploads.requests.slice(-2)).toEqual(["transfer mug.jpg (2)", "complete mug.jpg (2)"]);
  });

  test("is stored though nobody heard of it, and is still worked on when the server is asked", async () => {
    const { uploads, add, statuses, whenSettled } = setUp({
      outcomes: { "mug.jpg": ["lost-answer", "processing", "publish"] },
    });
    add("mug.jpg");
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
    expect(uploads.requests.slice(-3)).toEqual([
      "transfer mug.jpg",
      "complete mug.jpg",
      "complete mug.jpg",
    ]);
  });

  test("is refused with the details that are written", async () => {
    const refusal = { code: "RATE_LIMITED", details: { retryAfterMs: 4000 } } as const;
    const { add, items, uploads } = setUp({ outcomes: { "mug.jpg": refusal } });
    add("mug.jpg");
    await uploads.clock.advance(0);
    expect(items()).toMatchObject([{ status: "retrying", delayMs: 4500, refusal }]);
  });

  test("has a script of its own, and each of the others the common one", async () => {
    const { uploads, add, statuses, whenSettled } = setUp({
      outcomes: { "mug.jpg": "FORBIDDEN", "*": ["SERVER_UNREACHABLE", "publish"] },
    });
    add("oak.jpg", "mug.jpg", "elm.jpg");
    await whenSettled();
    expect(statuses()).toEqual(["published", "failed", "published"]);
    const asked = uploads.requests.filter((request) => request.startsWith("ticket")).toSorted();
    expect(asked).toEqual([
      "ticket elm.jpg",
      "ticket elm.jpg",
      "ticket mug.jpg",
      "ticket oak.jpg",
      "ticket oak.jpg",
    ]);
  });

  test("can be given another script on the way", async () => {
    const { uploads, uploader, add, statuses, whenSettled } = setUp({
      outcomes: { "mug.jpg": "FORBIDDEN" },
    });
    add("mug.jpg");
    await whenSettled();
    uploads.setOutcomes("mug.jpg", "publish");
    uploader.retry();
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
  });
});

describe("a held file", () => {
  test("tells as much progress as the test says, and goes on when it is released", async () => {
    const { uploads, uploader, items, whenHeld, whenSettled } = setUp({
      outcomes: { "mug.jpg": "hold" },
    });
    uploader.add([photoFile("mug.jpg", { sizeBytes: 1000 })]);
    await whenHeld("mug.jpg");
    uploads.progress("mug.jpg", 0.5);
    expect(items()).toMatchObject([{ status: "uploading", loadedBytes: 500 }]);
    uploads.release("mug.jpg");
    await whenSettled();
    expect([items()[0]?.status, uploads.held()]).toEqual(["published", []]);
  });

  test("fails when it is released to fail", async () => {
    const { uploads, add, items, whenHeld, whenSettled } = setUp({ outcomes: { "*": "hold" } });
    add("mug.jpg", "oak.jpg");
    await whenHeld("mug.jpg", "oak.jpg");
    uploads.release("mug.jpg", "STORAGE_REFUSED");
    uploads.release("oak.jpg", "OBJECT_MISMATCH");
    await whenSettled();
    expect(items()).toMatchObject([
      { status: "failed", refusal: { code: "STORAGE_REFUSED" } },
      { status: "rejected", refusal: { code: "OBJECT_MISMATCH" } },
    ]);
  });

  test("is not held any more once it is paused, and is held again when it goes on", async () => {
    const { uploads, uploader, add, whenHeld } = setUp({ outcomes: { "mug.jpg": "hold" } });
    add("mug.jpg");
    await whenHeld("mug.jpg");
    uploader.pause();
    expect(uploads.held()).toEqual([]);
    uploader.resume();
    await whenHeld("mug.jpg");
  });

  test("that is canceled is discarded", async () => {
    const { uploads, uploader, add, whenHeld } = setUp({ outcomes: { "mug.jpg": "hold" } });
    add("mug.jpg");
    await whenHeld("mug.jpg");
    uploader.cancel();
    await uploads.clock.advance(0);
    expect([uploads.held(), uploads.requests.at(-1)]).toEqual([[], "discard mug.jpg"]);
  });

  test("must be there to be released", () => {
    const { uploads } = setUp();
    expect(() => uploads.release("mug.jpg")).toThrow("mug.jpg is not held");
  });
});

test("a line that is cut stops everything, and goes on once it is mended", async () => {
  const { uploads, uploader, add, statuses, whenHeld } = setUp({ outcomes: { "*": "hold" } });
  add("mug.jpg");
  await whenHeld("mug.jpg");
  uploads.connection.setOnline(false);
  expect([uploader.getSnapshot().status, statuses(), uploads.held()]).toEqual([
    "offline",
    ["paused"],
    [],
  ]);
  uploads.connection.setOnline(true);
  await whenHeld("mug.jpg");
});

test("types follow what is published, and input can be held to a shape", () => {
  const { ports } = createFakeUploads({
    publish: ({ name }, { productId }: Input) => ({ id: name, productId }),
  });
  const uploader = createUploader({ ...ports, input: { productId: "p1" } });
  type Item = ReturnType<typeof uploader.getSnapshot>["items"][number];
  type Data = Extract<Item, { status: "published" }>["data"];
  expectTypeOf<Data>().toEqualTypeOf<{ id: string; productId: string }>();
  // @ts-expect-error: the route's input has another shape
  createUploader({ ...ports, input: { productId: 1 } });
  expect(ports.transport).not.toBe(postForm);
});
