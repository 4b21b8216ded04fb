/** A dropped folder may hold thousands of files: what is done for all of them must not be done for each. */
import { expect, test } from "vitest";
import { createJournal } from "../../src/client/upload-journal.ts";
import { createImagePolicy } from "../../src/image-policy.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";

test("what is written and told of thousands of files grows with them, not with their square", async () => {
  const count = 2000;
  let written = 0;
  let told = 0;
  const journal = createJournal({ read: () => [], write: (known) => (written += known.length) });
  const { uploader, items, whenSettled } = createTestUploader(
    { policy: () => createImagePolicy({ maxFiles: 20 }) },
    { journal },
  );
  uploader.subscribe(() => (told += 1));
  uploader.add(files(...Array.from({ length: count }, (_, at) => `${at}.jpg`)));
  await whenSettled();
  expect(items().filter(({ status }) => status === "published")).toHaveLength(20);
  expect(items().filter(({ status }) => status === "rejected")).toHaveLength(count - 20);
  expect(written).toBeLessThan(10 * count);
  expect(told).toBeLessThan(400);
});
