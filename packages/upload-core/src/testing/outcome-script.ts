/** What shall become of each file, and what of that is still to come. */
import { errorTable } from "../error-table.ts";
import { uploadError, UploadError, type PlainErrorCode, type Refusal } from "../upload-error.ts";

/**
 * `publish`: goes well · `hold`: its bytes are under way until the test says more · a code, or a code with details:
 * fails with that, in the step that the error table names for it
 */
export type FakeOutcome = "publish" | "hold" | PlainErrorCode | Refusal;

/** One for each try, and the last one for good. */
export type FakeOutcomes = FakeOutcome | readonly FakeOutcome[];

type Stage = (typeof errorTable)[keyof typeof errorTable]["stage"];

export type OutcomeScript = {
  /** @returns what keeps the file from going through this step */
  take: (name: string, stage: Stage) => "hold" | UploadError | undefined;
  set: (name: string, outcomes: FakeOutcomes) => void;
};

/** @param initial by file name; `*` is for all that are not named */
export function createOutcomeScript(initial: Record<string, FakeOutcomes>): OutcomeScript {
  const left = new Map<string, readonly FakeOutcome[]>();
  const set = (name: string, outcomes: FakeOutcomes): void => {
    left.set(name, [outcomes].flat());
  };
  for (const [name, outcomes] of Object.entries(initial)) set(name, outcomes);
  return {
    set,
    take: (name, stage) => {
      const [outcome = "publish", ...later] = left.get(name) ?? left.get("*") ?? [];
      const { at, obstacle } = read(outcome);
      if (at !== stage) return undefined;
      if (later.length > 0) left.set(name, later);
      return obstacle;
    },
  };
}

function read(outcome: FakeOutcome): { at: Stage; obstacle?: "hold" | UploadError } {
  if (outcome === "publish") return { at: "complete" };
  if (outcome === "hold") return { at: "transfer", obstacle: outcome };
  const error = typeof outcome === "string" ? uploadError(outcome) : new UploadError(outcome);
  return { at: errorTable[error.code].stage, obstacle: error };
}
