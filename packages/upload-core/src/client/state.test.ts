import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { uploadError, type Refusal, type UploadError } from "../upload-error.ts";
import { progressOf } from "./snapshot.ts";
import { createItem, isSettled, transition, type UploadEvent, type UploadItem } from "./state.ts";

type Event = UploadEvent<string>;

const queued: UploadItem<string> = createItem({
  id: 7,
  name: "a.jpg",
  sizeBytes: 5,
  file: new File(["12345"], "a.jpg"),
});

function after(...events: Array<Event | Exclude<Event, { attempt: number }>["type"] | "sending">) {
  return events.reduce<UploadItem<string>>((item, event) => {
    if (event === "sending") return transition(item, { type: "uploading", attempt: item.attempt });
    return transition(item, typeof event === "string" ? { type: event } : event);
  }, queued);
}

const network: Refusal = { code: "NETWORK", details: {} };
const progress = (loadedBytes: number, attempt = 1): Event => ({
  type: "progress",
  loadedBytes,
  attempt,
});
const retrying: Event = { type: "retrying", delayMs: 400, refusal: network, attempt: 1 };
const published: Event = { type: "published", data: "image", attempt: 1 };
const verifying: Event = { type: "verifying", attempt: 1 };
const rejected = (error: UploadError): Event => ({ type: "rejected", error, attempt: 1 });
const failed = (error: UploadError): Event => ({ type: "failed", error, attempt: 1 });

describe("transition", () => {
  test("an upload without trouble goes from queued to published", () => {
    const line: Event[] = [
      { type: "preparing", attempt: 1 },
      { type: "prepared", sizeBytes: 4, attempt: 1 },
      { type: "ticketing", attempt: 1 },
      { type: "uploading", attempt: 1 },
      progress(4),
      verifying,
      published,
    ];
    const seen: string[] = [];
    line.reduce((item, event) => {
      const next = transition(item, event);
      seen.push(next.status);
      return next;
    }, queued);
    expect(seen).toEqual([
      "preparing",
      "queued",
      "ticketing",
      "uploading",
      "uploading",
      "verifying",
      "published",
    ]);
  });

  test("an item keeps what it was made of, and counts the bytes that will be sent", () => {
    const item = after(
      { type: "preparing", attempt: 1 },
      { type: "prepared", sizeBytes: 3, attempt: 1 },
    );
    expect(item).toEqual({ ...queued, sizeBytes: 3 });
    expect(item.file?.size).toBe(5);
  });

  test("bytes never fall within an attempt and never pass the file's size", () => {
    const item = after("sending", progress(3));
    expect(transition(item, progress(2))).toBe(item);
    expect(transition(item, progress(99))).toMatchObject({ loadedBytes: 5 });
  });

  test("a retry starts the next attempt, and the last one is not heard any more", () => {
    const item = after("sending", progress(3), retrying);
    expect(item).toMatchObject({ status: "retrying", attempt: 2, delayMs: 400, refusal: network });
    expect(transition(item, progress(5))).toBe(item);
    expect(transition(item, published)).toBe(item);
    expect(transition(item, { type: "uploading", attempt: 2 })).toMatchObject({ loadedBytes: 0 });
  });

  test("what was canceled, paused or published hears nothing more of its run", () => {
    for (const item of [
      after("cancel"),
      after("sending", "pause"),
      after("sending", verifying, published),
    ]) {
      for (const event of [
        progress(5),
        verifying,
        published,
        retrying,
        failed(uploadError("NETWORK")),
      ]) {
        expect(transition(item, event)).toBe(item);
      }
    }
  });

  test("resuming and retrying queue again as a new attempt", () => {
    expect(after("sending", "pause", "resume")).toMatchObject({ status: "queued", attempt: 2 });
    expect(after("cancel", "retry")).toMatchObject({ status: "queued", attempt: 2 });
    expect(after(failed(uploadError("NETWORK")), "retry")).toMatchObject({ status: "queued" });
  });

  test("what is being verified is neither paused nor canceled: it may be public already", () => {
    const item = after("sending", verifying);
    expect(transition(item, { type: "pause" })).toBe(item);
    expect(transition(item, { type: "cancel" })).toBe(item);
  });

  test("what is rejected stays so, what has failed may be tried again by hand", () => {
    const item = after(rejected(uploadError("FILE_EMPTY")));
    expect(item).toMatchObject({ status: "rejected", refusal: { code: "FILE_EMPTY" } });
    expect(transition(item, { type: "retry" })).toBe(item);
    const other = after(failed(uploadError("NETWORK")));
    expect(other).toMatchObject({ status: "failed", refusal: network });
    expect(transition(other, { type: "retry" }).status).toBe("queued");
  });
});

describe("in any order of events", () => {
  const attempt = fc.integer({ min: 1, max: 3 });
  const anyEvent: fc.Arbitrary<Event> = fc.oneof(
    fc.record({
      type: fc.constantFrom("preparing", "ticketing", "uploading", "verifying"),
      attempt,
    }),
    fc.record({
      type: fc.constant("prepared"),
      sizeBytes: fc.integer({ min: 1, max: 9 }),
      attempt,
    }),
    fc.record({
      type: fc.constant("progress"),
      loadedBytes: fc.integer({ min: 0, max: 12 }),
      attempt,
    }),
    fc.record({ type: fc.constant("published"), data: fc.string(), attempt }),
    fc.record({
      type: fc.constant("retrying"),
      delayMs: fc.nat(),
      refusal: fc.constant(network),
      attempt,
    }),
    fc.record({
      type: fc.constantFrom("rejected", "failed"),
      error: fc.constantFrom(uploadError("NETWORK"), uploadError("FILE_EMPTY")),
      attempt,
    }),
    fc.record({ type: fc.constantFrom("pause", "resume", "cancel", "retry") }),
  );

  test("the invariants hold", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let item = queued;
        for (const event of events) {
          const before = item;
          item = transition(before, event);
          const isOld = "attempt" in event && event.attempt !== before.attempt;
          const isFinal = isSettled(before) && event.type !== "retry";
          expect({
            isUnheard: !(isOld || isFinal) || item === before,
            doesNotFall:
              item.attempt > before.attempt ||
              item.status === "paused" ||
              isSettled(item) ||
              progressOf(item) >= progressOf(before),
            doesNotCountBack: item.attempt >= before.attempt,
            isFullOnlyWhenPublished: (progressOf(item) === 1) === (item.status === "published"),
            isFrozen: Object.isFrozen(item),
            isSameFile: item.id === queued.id && item.file === queued.file,
          }).toEqual({
            isUnheard: true,
            doesNotFall: true,
            doesNotCountBack: true,
            isFullOnlyWhenPublished: true,
            isFrozen: true,
            isSameFile: true,
          });
        }
      }),
    );
  });
});
