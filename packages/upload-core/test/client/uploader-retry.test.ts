import { describe, expect, test } from "vitest";
import { uploadError } from "../../src/upload-error.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import { createTicket, inTurn, never, stored, throwing, type Script } from "./scripted-server.ts";

/** The first ticket is refused, all others are given. */
const refusedOnce = (): Script["ticket"] => {
  let count = 0;
  const next = () => createTicket(`claim-${(count += 1)}`);
  return inTurn<Script["ticket"]>(throwing(uploadError("FORBIDDEN")), next);
};

describe("retry", () => {
  test("without an id tries what failed, and not what a person has canceled", async () => {
    const { uploader, statuses, whenSettled } = createTestUploader({
      ticket: refusedOnce(),
      transfer: inTurn<Script["transfer"]>(never, stored),
    });
    uploader.add(files("a.jpg", "b.jpg"));
    await turn();
    uploader.cancel(2);
    expect(statuses()).toEqual(["failed", "canceled"]);
    uploader.retry();
    await whenSettled();
    expect(statuses()).toEqual(["published", "canceled"]);
    uploader.retry(2);
    await whenSettled();
    expect(statuses()).toEqual(["published", "published"]);
  });

  test("of one file does not start those that wait for start()", async () => {
    const { uploader, statuses, clock, whenSettled } = createTestUploader(
      { ticket: refusedOnce() },
      { autoStart: false },
    );
    uploader.add(files("a.jpg"));
    uploader.start();
    await whenSettled();
    uploader.add(files("b.jpg"));
    uploader.retry(1);
    await clock.advance(0);
    expect(statuses()).toEqual(["published", "queued"]);
    uploader.start();
    await whenSettled();
    expect(statuses()).toEqual(["published", "published"]);
  });
});
