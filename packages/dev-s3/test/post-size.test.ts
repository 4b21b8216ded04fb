/** POST Object: the bounds that a policy sets on the file's size. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { draftForm, type FormDraft, sendForm, signForm } from "./post-form.ts";
import { refuseForms } from "./refused-forms.ts";
import { startDevS3, type TestServer } from "./start-dev-s3.ts";

type Range = ["content-length-range", number, number];

const range = (minBytes: number, maxBytes: number): Range => [
  "content-length-range",
  minBytes,
  maxBytes,
];
const tooSmall = { status: 400, code: "EntityTooSmall" };
const tooLarge = { status: 400, code: "EntityTooLarge" };

/** Puts these ranges in the place of the draft's own and gives it a file of so many bytes. */
function bend(draft: FormDraft, ranges: readonly Range[], sizeBytes: number): void {
  const others = draft.conditions.filter(
    (condition) => !(Array.isArray(condition) && condition[0] === "content-length-range"),
  );
  draft.conditions = [...ranges, ...others];
  draft.body = Buffer.alloc(sizeBytes, "b");
  // The content is not what these tests are about.
  const pinned = /^x-amz-checksum-/;
  draft.fields = draft.fields.filter(([name]) => !pinned.test(name));
  draft.conditions = draft.conditions.filter(
    (condition) => !pinned.test(Object.keys(condition)[0] ?? ""),
  );
}

describe("a file outside the range is refused", () => {
  const { expectRefusal, signed } = refuseForms();

  test.each([
    ["below its lower bound", [range(10, 20)], 9, tooSmall],
    ["above its upper bound", [range(10, 20)], 21, tooLarge],
    ["below the first of two", [range(10, 30), range(5, 20)], 9, tooSmall],
    ["above the second of two", [range(10, 30), range(5, 20)], 21, tooLarge],
    ["below the second of two", [range(5, 20), range(10, 30)], 9, tooSmall],
    ["above the first of two", [range(5, 20), range(10, 30)], 21, tooLarge],
    ["between two that have nothing in common", [range(0, 10), range(20, 30)], 15, tooLarge],
    [
      "inside the first of two that have nothing in common",
      [range(0, 10), range(20, 30)],
      5,
      tooSmall,
    ],
    [
      "inside the second of two that have nothing in common",
      [range(20, 30), range(0, 10)],
      25,
      tooLarge,
    ],
  ] as const)("%s", async (_where, ranges, sizeBytes, refusal) => {
    await expectRefusal(
      signed((draft) => bend(draft, ranges, sizeBytes)),
      refusal,
    );
  });
});

describe("a file inside the range is stored", () => {
  let s3: TestServer;

  beforeAll(async () => {
    s3 = await startDevS3();
  });
  afterAll(() => s3.stop());

  test.each([
    ["at its lower bound", [range(10, 20)], 10],
    ["at its upper bound", [range(10, 20)], 20],
    ["in what two have in common, at its lower bound", [range(10, 30), range(5, 20)], 10],
    ["in what two have in common, at its upper bound", [range(10, 30), range(5, 20)], 20],
    ["given twice", [range(10, 10), range(10, 10)], 10],
    ["of zero", [range(0, 0)], 0],
    ["left out, so any size is right", [], 12_345],
  ] as const)("%s", async (_where, ranges, sizeBytes) => {
    const draft = draftForm(s3, "picket");
    bend(draft, ranges, sizeBytes);
    expect((await sendForm(s3, "picket", signForm(draft))).status).toBe(201);
    expect(await s3.read(draft.key)).toHaveLength(sizeBytes);
  });
});
