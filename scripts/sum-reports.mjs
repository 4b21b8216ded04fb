// Sums the runners' own reports into one closing line: `N passed, N failed`, with `, N skipped` when there are any.
// A suite that did not even load counts as one failure, and so does a run that failed without a failing test
// (an error that no test caught): its exit status is the argument.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const sum = { passed: 0, failed: 0, skipped: 0 };

for (const workspace of ["apps", "examples", "packages"]) {
  for (const name of readdirSync(workspace)) addReports(join(workspace, name, "reports"));
}
addReports("benchmarks/reports");
if (sum.failed === 0 && Number(process.argv[2] ?? 0) !== 0) sum.failed = 1;
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : "";
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`);
if (sum.passed === 0 || sum.failed > 0) process.exitCode = 1;

/** @param {string} folder */
function addReports(folder) {
  for (const file of listJson(folder)) {
    const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
    if (report.stats) addPlaywright(report);
    else addVitest(report);
  }
}

/** @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] }} report */
function addPlaywright({ stats, errors }) {
  sum.passed += stats.expected;
  sum.failed += stats.unexpected + stats.flaky + errors.length;
  sum.skipped += stats.skipped;
}

/** @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} report */
function addVitest(report) {
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  sum.passed += report.numPassedTests;
  sum.failed += report.numFailedTests + unloaded.length;
  sum.skipped += report.numPendingTests + report.numTodoTests;
}

/** @param {string} folder */
function listJson(folder) {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".json"));
  } catch {
    return [];
  }
}
