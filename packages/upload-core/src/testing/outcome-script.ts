/** What shall become of each file, and what of that is still to come. */
import { errorTable } from "../error-table.ts";
import { uploadError, UploadError, type PlainErrorCode, type Refusal } from "../upload-error.ts";

type Stage = (typeof errorTable)[keyof typeof errorTable]["stage"];

/** What is no failure by itself, and the step that it is an answer of. */
const specialStages = {
  publish: "complete",
  hold: "transfer",
  "lost-answer": "transfer",
  processing: "complete",
} as const satisfies Record<string, Stage>;

type Special = keyof typeof specialStages;

/**
 * `publish`: goes well · `hold`: its bytes are under way until the test says more · `lost-answer`: it is stored, and
 * nobody hears of it · `processing`: the server is not done, and is asked again · a code, or a code with details: fails
 * with that, in the step that the error table names for it, or in the one that `at` names, where a server may say so:
 * `{ code: "QUOTA_EXCEEDED", at: "complete" }`
 */
export type FakeOutcome =
  | Special
  | PlainErrorCode
  | (Refusal & { at?: Stage })
  | { code: PlainErrorCode; at: Stage };

/** One for each try, and the last one for good. */
export type FakeOutcomes = FakeOutcome | readonly FakeOutcome[];

/** What keeps a file from going through a step. */
type Obstacle = Special | UploadError;

export type OutcomeScript = {
  take: (name: string, stage: Stage) => Obstacle | undefined;
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

function read(outcome: FakeOutcome): { at: Stage; obstacle: Obstacle } {
  if (typeof outcome !== "string") {
    const { at = errorTable[outcome.code].stage, ...refusal } = outcome;
    return { at, obstacle: new UploadError({ details: {}, ...refusal }) };
  }
  if (isSpecial(outcome)) return { at: specialStages[outcome], obstacle: outcome };
  return { at: errorTable[outcome].stage, obstacle: uploadError(outcome) };
}

function isSpecial(outcome: string): outcome is Special {
  return Object.hasOwn(specialStages, outcome);
}
