/** What people at a terminal read about a refusal: the engine's own words, but where those speak of a page. */
import { describeRefusal, type Messages, type Refusal } from "@picket/upload-core";

export function describeProblem(refusal: Refusal): string {
  return describeRefusal(refusal, atTerminal);
}

const atTerminal: Partial<Messages> = {
  FILE_UNREADABLE: () =>
    "This file could not be read: it is closed to you, or was moved or changed meanwhile.",
  INPUT_INVALID: () => "The server does not take this. Check --product, or --input and --route.",
  UNAUTHORIZED: () =>
    "You are not signed in any more. Check PICKET_EMAIL and PICKET_PASSWORD, or PICKET_COOKIE.",
  FORBIDDEN: () =>
    "This product does not exist or belongs to another shop. Check --product and the account.",
};
