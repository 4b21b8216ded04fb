/** The edge between what the database answers and what the wire says. */
import { TRPCError } from "@trpc/server";
import type { Refused } from "../db/refused.ts";

/**
 * @returns the answer, when it is none of the refusals
 * @throws NOT_FOUND · FORBIDDEN · BAD_REQUEST · UNPROCESSABLE_CONTENT when there is no room
 */
export function granted<Answer extends { status: string }>(
  answer: Answer,
): Exclude<Answer, Refused> {
  if (isRefused(answer)) throw new TRPCError(errors[answer.status]);
  // What is no refusal is what remains.
  return answer as Exclude<Answer, Refused>;
}

const errors = {
  missing: { code: "NOT_FOUND", message: "There is no such thing here." },
  forbidden: { code: "FORBIDDEN", message: "Ask an owner of the shop to do this." },
  invalid: { code: "BAD_REQUEST", message: "This does not fit what is there." },
  full: { code: "UNPROCESSABLE_CONTENT", message: "There is no room for another." },
} as const satisfies Record<Refused["status"], { code: TRPCError["code"]; message: string }>;

function isRefused(answer: { status: string }): answer is Refused {
  return Object.hasOwn(errors, answer.status);
}
