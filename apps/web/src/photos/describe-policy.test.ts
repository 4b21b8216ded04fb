import type { ImagePolicy } from "@picket/upload-core/client";
import { expect, test } from "vitest";
import { english } from "../words/english.ts";
import { describePolicy } from "./describe-policy.ts";

test("a limit is told in the unit that suits it, and never as nothing", () => {
  const types: ImagePolicy["types"] = ["image/jpeg", "image/png"];
  expect(describePolicy({ types, maxSizeBytes: 500_000 }, english)).toBe(
    "JPEG or PNG, up to 488 kB each",
  );
});
