/** For programs: a line of JSON for each file as it settles, and one for the whole run. */
import { describeProblem } from "./describe-problem.ts";
import { countOutcomes, type Outcome } from "./outcome.ts";
import type { Report } from "./report.ts";
import { exitCodeOf } from "./summary.ts";
import type { Refusal } from "@picket/upload-core";

export function createJsonReport(write: (text: string) => void): Report {
  const writeLine = (value: object): void => write(`${JSON.stringify(value)}\n`);
  return {
    settled: ({ label, path }, outcome) => writeLine({ file: label, path, ...explained(outcome) }),
    progress: () => {},
    end: (summary) => {
      const { files, isDryRun, gaveUp, stoppedBy } = summary;
      writeLine({
        summary: countOutcomes(files.map(({ outcome }) => outcome)),
        isDryRun,
        gaveUp: gaveUp && withMessage(gaveUp),
        stoppedBy,
        exitCode: exitCodeOf(summary),
      });
    },
  };
}

function explained(outcome: Outcome): object {
  return "refusal" in outcome ? { ...outcome, refusal: withMessage(outcome.refusal) } : outcome;
}

function withMessage(refusal: Refusal): object {
  return { ...refusal, message: describeProblem(refusal) };
}
