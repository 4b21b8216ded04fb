/** POST Object: documents that are no policy. */
import { describe, test } from "vitest";
import { bucket, invalidPolicy, refuseForms } from "./refused-forms.ts";

const { expectRefusal, withEncodedPolicy, withPolicy } = refuseForms();
const inOneMinute = new Date(Date.now() + 60_000).toISOString();

describe("a policy document", () => {
  const conditions = [{ bucket }];

  test("that is no base64 is refused", async () => {
    await expectRefusal(withEncodedPolicy("{not base64}"), invalidPolicy);
  });

  test.each([
    ["no JSON", "not json"],
    ["a list", "[]"],
    ["null", "null"],
    ["empty", ""],
    ["no UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
    ["without expiration", JSON.stringify({ conditions })],
    ["without conditions", JSON.stringify({ expiration: "2099-01-01T00:00:00Z" })],
    ["with EXPIRATION", JSON.stringify({ EXPIRATION: "2099-01-01T00:00:00Z", conditions })],
    ["with an unknown part", JSON.stringify({ expiration: inOneMinute, conditions, other: 1 })],
    [
      "with conditions that are no list",
      JSON.stringify({ expiration: inOneMinute, conditions: {} }),
    ],
  ])("that is %s is refused", async (_what, document) => {
    const form = document === "" ? withEncodedPolicy("IA==") : withPolicy(document);
    await expectRefusal(form, invalidPolicy);
  });

  test.each([
    [{}],
    [{ bucket, key: "two at once" }],
    [{ success_action_status: 201 }],
    ["text"],
    [null],
    [[]],
    [["eq", "$key"]],
    [["eq", "key", "incoming/"]],
    [["eq", "$key", 1]],
    [["eq", "$key", "a", "b"]],
    [["ends-with", "$key", ".png"]],
    [[1, "$key", "a"]],
    [["content-length-range", 0]],
    [["content-length-range", -1, 10]],
    [["content-length-range", 10, 1]],
    [["content-length-range", 0, 1.5]],
    [["content-length-range", "a", "b"]],
  ])("with the condition %j is refused", async (condition) => {
    const document = { expiration: inOneMinute, conditions: [{ bucket }, condition] };
    await expectRefusal(withPolicy(JSON.stringify(document)), invalidPolicy);
  });
});
