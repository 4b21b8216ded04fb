/** `.ci/run` with programs that only pretend: what it says at the end, whatever happens. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./run-script.ts";

const report = JSON.stringify({
  testResults: [{ status: "passed", assertionResults: [{ fullName: "a", status: "passed" }] }],
});
let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  await stage.copy(".ci/run", ".ci/engines", "scripts/sum-reports.mjs");
  await stage.write("report.json", report);
  await stage.pretend("npx", pretendPnpm());
  await stage.pretend("firefox-esr", "echo Mozilla Firefox 153.0esr");
  for (const program of ["WebKitWebDriver", "Xvfb", "initdb"]) await stage.pretend(program, "");
  // The database is not what is tested here.
  await stage.write("scripts/with-postgres.mjs", withPostgres);
});
afterEach(() => stage.remove());

const stepsBefore = ["install", "lint", "format:check", "typecheck", "knip", "size"];

const run = () => stage.run(["bash", ".ci/run"]);

/** The package manager: `test` leaves a report, the step named here fails. */
function pretendPnpm(failing = "nothing"): string {
  return `echo "ran $3"
if [ "$3" = ${failing} ]; then exit 3; fi
if [ "$3" = test ]; then mkdir -p apps/web/reports && cp report.json apps/web/reports; fi`;
}

const withPostgres = `import { spawnSync } from "node:child_process";
const [command, ...args] = process.argv.slice(2);
process.exitCode = spawnSync(command, args, { stdio: "inherit" }).status ?? 1;`;

describe("a run", () => {
  test("does every step and ends with the sum of the reports", async () => {
    const { status, lines } = await run();
    expect(lines.filter((line) => line.startsWith("ran "))).toEqual(
      [...stepsBefore, "test"].map((step) => `ran ${step}`),
    );
    expect(lines).toContain("tested: Chromium, firefox, webkit, the embedded database, Postgres");
    expect(lines.at(-1)).toBe("1 passed, 0 failed");
    expect(status).toBe(0);
  });

  test.each(stepsBefore)(
    "in which %s fails goes no further and says so in the last line",
    async (step) => {
      await stage.pretend("npx", pretendPnpm(step));
      const { status, lines } = await run();
      expect(lines.at(-2)).toBe(`ran ${step}`);
      expect(lines.at(-1)).toBe("0 passed, 1 failed");
      expect(status).not.toBe(0);
    },
  );

  test("in which the tests fail before they report says so in the last line", async () => {
    await stage.pretend("npx", pretendPnpm("test"));
    const { status, lines } = await run();
    expect(lines.at(-1)).toBe("0 passed, 1 failed");
    expect(status).not.toBe(0);
  });

  test("does not count the reports of an earlier one", async () => {
    await stage.write("packages/core/reports/old.json", report);
    expect((await run()).lines.at(-1)).toBe("1 passed, 0 failed");
  });
});

describe("an engine that is missing", () => {
  const note = "NOT TESTED: Firefox 153 or later (Debian: firefox-esr)";

  beforeEach(async () => {
    await stage.pretend("firefox-esr", "echo Mozilla Firefox 140.0esr");
    await stage.pretend("id", "echo 0");
    // On a machine that has no Postgres, nothing may be written to its settings.
    await stage.pretend("mkdir", `case "$*" in /etc/*) exit 1;; *) exec /bin/mkdir "$@";; esac`);
  });

  test("is installed as root on Debian, and then required", async () => {
    const install = `printf '#!/bin/sh\\necho Mozilla Firefox 153.0esr' > bin/firefox-esr`;
    await stage.pretend("apt-get", `case "$*" in *install*) ${install};; esac`);
    const { status, output } = await run();
    expect(output).toContain("installing firefox-esr");
    expect(output).toContain("tested: Chromium, firefox, webkit,");
    expect(output).not.toContain("NOT TESTED");
    expect(status).toBe(0);
  });

  test("and cannot be installed fails the run", async () => {
    await stage.pretend(
      "apt-get",
      `case "$*" in *install*) echo "no such package"; exit 100;; esac`,
    );
    const { status, lines, output } = await run();
    expect(output).toContain("no such package");
    expect(output).not.toContain("ran install");
    expect(lines.at(-1)).toBe("0 passed, 1 failed");
    expect(status).toBe(1);
  });

  test("is named beside the last line where no package lists can be had", async () => {
    await stage.pretend("apt-get", `echo "cannot reach the mirror"; exit 100`);
    const { status, lines, output } = await run();
    expect(output).toContain("cannot reach the mirror");
    expect(lines.slice(-2)).toEqual([note, "1 passed, 0 failed"]);
    expect(status).toBe(0);
  });

  test("is named beside the last line when the run is not root's", async () => {
    await stage.pretend("id", "echo 1000");
    await stage.pretend("apt-get", "exit 100");
    expect((await run()).lines.slice(-2)).toEqual([note, "1 passed, 0 failed"]);
  });
});
