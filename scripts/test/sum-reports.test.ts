/** The closing line by which a run is judged. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./run-script.ts";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  await stage.copy("scripts/sum-reports.mjs");
});
afterEach(() => stage.remove());

const sum = (status = 0, env: Record<string, string> = {}) =>
  stage.run([process.execPath, "scripts/sum-reports.mjs", String(status)], env);

/** A report of vitest: one file with these results. */
const vitest = (cases: Record<string, string>, status = "passed") =>
  JSON.stringify({
    testResults: [
      {
        status,
        assertionResults: Object.entries(cases).map(([fullName, result]) => ({
          fullName,
          status: result,
        })),
      },
    ],
  });

/** A report of Playwright: one file, one group in it, these results. */
const playwright = (cases: Record<string, string>, errors: unknown[] = []) => {
  const specs = Object.entries(cases).map(([title, status]) => ({ title, tests: [{ status }] }));
  const group = { title: "a group", specs };
  const suites = [{ title: "a.spec.ts", specs: [], suites: [group] }];
  return JSON.stringify({ suites, errors, stats: {} });
};

describe("the closing line", () => {
  test("counts the reports of all workspaces and both runners", async () => {
    await stage.write("apps/web/reports/vitest.json", vitest({ a: "passed", b: "passed" }));
    await stage.write("apps/web/reports/e2e.json", playwright({ c: "expected" }));
    await stage.write("packages/core/reports/vitest.json", vitest({ d: "passed" }));
    await stage.write("examples/one/reports/vitest.json", vitest({ e: "passed" }));
    await stage.write("benchmarks/reports/vitest.json", vitest({ f: "passed" }));
    await stage.write("scripts/reports/vitest.json", vitest({ g: "passed" }));
    expect(await sum()).toMatchObject({ status: 0, lines: ["7 passed, 0 failed"] });
  });

  test.each([
    ["a test of vitest", vitest({ a: "passed", b: "failed" }), 1],
    ["a test of Playwright", playwright({ a: "expected", b: "unexpected" }), 1],
    ["a test that passes at the second try only", playwright({ a: "expected", b: "flaky" }), 1],
    ["an error outside of any test", playwright({ a: "expected" }, [{ message: "x" }]), 1],
  ])("counts %s as failed", async (_what, report, failed) => {
    await stage.write("apps/web/reports/report.json", report);
    const { status, lines } = await sum();
    expect(lines.at(-1)).toBe(`1 passed, ${failed} failed`);
    expect(status).toBe(1);
  });

  test("counts a file that did not even load as one failure", async () => {
    await stage.write("apps/web/reports/vitest.json", vitest({ a: "passed" }));
    await stage.write("packages/core/reports/vitest.json", vitest({}, "failed"));
    expect(await sum()).toMatchObject({ status: 1, lines: ["1 passed, 1 failed"] });
  });

  test("counts a report that was not written to its end as one failure, and names it", async () => {
    await stage.write("apps/web/reports/vitest.json", vitest({ a: "passed" }));
    await stage.write("packages/core/reports/vitest.json", vitest({ b: "passed" }).slice(0, -9));
    const { status, lines } = await sum();
    expect(status).toBe(1);
    expect(lines[0]).toContain("packages/core/reports/vitest.json cannot be read");
    expect(lines.at(-1)).toBe("1 passed, 1 failed");
  });

  test("counts a run that ended badly without a failing test as one failure", async () => {
    await stage.write("apps/web/reports/vitest.json", vitest({ a: "passed" }));
    expect(await sum(1)).toMatchObject({ status: 1, lines: ["1 passed, 1 failed"] });
  });

  test("does not count a bad end twice", async () => {
    await stage.write("apps/web/reports/vitest.json", vitest({ a: "passed", b: "failed" }));
    expect((await sum(1)).lines.at(-1)).toBe("1 passed, 1 failed");
  });

  test("is a failure when there is no report at all", async () => {
    expect(await sum()).toMatchObject({ status: 1, lines: ["0 passed, 0 failed"] });
  });
});

describe("a skipped test", () => {
  const ci = { CI: "true" };

  test.each([
    ["skipped", vitest({ a: "passed", "a group b": "skipped" }), "a group b"],
    ["still to be written", vitest({ a: "passed", "a group b": "todo" }), "a group b"],
    ["skipped in a browser", playwright({ a: "expected", b: "skipped" }), "a.spec.ts a group b"],
  ])("that is %s is named, and has failed in CI", async (_how, report, name) => {
    await stage.write("apps/web/reports/report.json", report);
    expect(await sum(0, ci)).toMatchObject({
      status: 1,
      lines: [`NOT TESTED, skipped: ${name}`, "1 passed, 1 failed"],
    });
    expect(await sum()).toMatchObject({
      status: 0,
      lines: [`NOT TESTED, skipped: ${name}`, "1 passed, 0 failed, 1 skipped"],
    });
  });

  test("that is about another system is named, and has not failed", async () => {
    const name = "on Linux, processes are counted";
    await stage.write("apps/web/reports/report.json", vitest({ a: "passed", [name]: "skipped" }));
    const { status, lines } = await sum(0, ci);
    expect(status).toBe(0);
    expect(lines[0]).toBe(`NOT TESTED, impossible on this system: ${name}`);
    expect(lines.at(-1)).toBe("1 passed, 0 failed, 1 skipped");
  });
});
