// `node scripts/sum-reports.mjs [status]`: sums the runners' own reports into one closing line, `N passed, N failed`.
// A suite that did not even load counts as one failure, and so do a report that cannot be read and a run that failed
// without a failing test (an error that no test caught): its exit status is the argument.
// A skipped test is named; where CI is set it has failed, unless this system has not what it is about.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** The only tests that may be skipped, each by the start of its name: they are about what not every system has. */
const platformCases = [
  // packages/chromium: the browser in the npm package runs on Linux, on x64.
  "the browser from npm starts where the system has none",
  // packages/upload-server: what only Linux can limit and list.
  "on Linux, processes ",
  "a program under a limit ",
  // packages/upload-server: namespaces, which containers often forbid.
  "where there are namespaces ",
];

/** @typedef {{ status: string, fullName: string }} VitestCase */
/** @typedef {{ testResults: { status: string, assertionResults: VitestCase[] }[] }} VitestReport */
/** @typedef {{ title: string, suites?: PlaywrightSuite[], specs: { title: string, tests: { status: string }[] }[] }} PlaywrightSuite */
/** @typedef {{ suites: PlaywrightSuite[], errors: unknown[] }} PlaywrightReport */

const sum = { passed: 0, failed: 0 };
/** @type {string[]} */
const skipped = [];

for (const workspace of ["apps", "examples", "packages"]) {
  for (const name of list(workspace)) addReports(join(workspace, name, "reports"));
}
for (const name of ["benchmarks", "scripts"]) addReports(join(name, "reports"));

const isCi = (process.env["CI"] ?? "") !== "";
let remaining = 0;
for (const name of skipped) {
  const isExcused = platformCases.some((start) => name.startsWith(start));
  if (isCi && !isExcused) sum.failed += 1;
  else remaining += 1;
  const verdict = isExcused ? "impossible on this system" : "skipped";
  console.log(`NOT TESTED, ${verdict}: ${name}`);
}
if (sum.failed === 0 && Number(process.argv[2] ?? 0) !== 0) sum.failed = 1;
console.log(
  `${sum.passed} passed, ${sum.failed} failed${remaining > 0 ? `, ${remaining} skipped` : ""}`,
);
if (sum.passed === 0 || sum.failed > 0) process.exitCode = 1;

/** @param {string} folder */
function addReports(folder) {
  for (const file of list(folder).filter((name) => name.endsWith(".json"))) {
    try {
      const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
      if (report.stats) addPlaywright(report);
      else addVitest(report);
    } catch (error) {
      // A runner that was killed leaves half a report.
      console.log(`${join(folder, file)} cannot be read: ${String(error)}`);
      sum.failed += 1;
    }
  }
}

/** @param {PlaywrightReport} report */
function addPlaywright({ suites, errors }) {
  sum.failed += errors.length;
  for (const suite of suites) addPlaywrightSuite(suite, "");
}

/**
 * @param {PlaywrightSuite} suite
 * @param {string} path the titles of the suites around it, each with a space after it
 */
function addPlaywrightSuite({ title, specs, suites = [] }, path) {
  for (const spec of specs) {
    for (const { status } of spec.tests) {
      if (status === "expected") sum.passed += 1;
      else if (status === "skipped") skipped.push(`${path}${title} ${spec.title}`);
      else sum.failed += 1; // "unexpected", and "flaky": what passes at the second try only
    }
  }
  for (const suite of suites) addPlaywrightSuite(suite, `${path}${title} `);
}

/** @param {VitestReport} report */
function addVitest({ testResults }) {
  for (const { status, assertionResults } of testResults) {
    if (status === "failed" && assertionResults.length === 0) sum.failed += 1;
    for (const { status: result, fullName } of assertionResults) {
      if (result === "passed") sum.passed += 1;
      else if (result === "failed") sum.failed += 1;
      else skipped.push(fullName);
    }
  }
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
