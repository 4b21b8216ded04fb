import { version } from "react";
import { version as domVersion } from "react-dom";
import { expect, inject, test } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    reactMajor: "18" | "19";
  }
}

test("the React of this run is the one that it says", () => {
  expect(version.split(".")[0]).toBe(inject("reactMajor"));
  expect(domVersion).toBe(version);
});
