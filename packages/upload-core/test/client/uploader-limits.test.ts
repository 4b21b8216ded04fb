import { describe, expect, test } from "vitest";
import { createImagePolicy } from "../../src/image-policy.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import { file, inTurn, never, stored } from "./scripted-server.ts";

describe("limits of the list", () => {
  const policy = () => createImagePolicy({ maxFiles: 2 });

  test("files beyond the most that are allowed are rejected, the first ones go on", async () => {
    const { uploader, items, whenSettled } = createTestUploader({ policy });
    uploader.add(files("a.jpg", "b.jpg", "c.jpg"));
    await whenSettled();
    expect(items()[1]?.status).toBe("published");
    expect(items()[2]).toMatchObject({
      status: "rejected",
      refusal: { code: "TOO_MANY_FILES", details: { maxFiles: 2 } },
    });
  });

  test("what was removed, refused or canceled makes room", async () => {
    const { uploader, items, statuses, whenSettled } = createTestUploader({ policy });
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    uploader.remove(items()[0]!.id);
    uploader.add(files("c.jpg", "d.jpg"));
    await whenSettled();
    expect(statuses()).toEqual(["published", "published", "rejected"]);
  });

  test("the same content is taken once, whatever its name", async () => {
    const { uploader, items, count, whenSettled } = createTestUploader();
    uploader.add([file("a.jpg", "same"), file("copy of a.jpg", "same")]);
    await whenSettled();
    expect(items()[0]?.status).toBe("published");
    expect(items()[1]).toMatchObject({ status: "rejected", refusal: { code: "DUPLICATE_FILE" } });
    expect(count("ticket")).toBe(1);
  });

  test("content that was canceled may come again, and then the canceled one may not", async () => {
    const { uploader, statuses, whenSettled } = createTestUploader({
      transfer: inTurn(never, stored),
    });
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
    const { uploader, items, statuses, count, whenSettled } = createTestUploader({
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
