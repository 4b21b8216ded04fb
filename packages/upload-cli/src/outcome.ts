/** What became of a file. */
import type { Refusal } from "@picket/upload-core/client";

export type Outcome =
  /** `data` is what the route's own `onPublished` returned */
  | { status: "published"; data: unknown }
  /** an earlier run published it */
  | { status: "present" }
  /** the same picture as another file of this run */
  | { status: "duplicate"; of: string }
  /** no picture, and not called like one */
  | { status: "skipped" }
  /** of a dry run: it would be uploaded */
  | { status: "accepted" }
  /** the file itself is at fault */
  | { status: "rejected"; refusal: Refusal }
  /** it may go better next time */
  | { status: "failed"; refusal: Refusal }
  /** the run ended before the file did */
  | { status: "unfinished" };

export type OutcomeStatus = Outcome["status"];

export function countOutcomes(outcomes: Iterable<Outcome>): Record<OutcomeStatus, number> {
  const counts = {
    published: 0,
    present: 0,
    duplicate: 0,
    skipped: 0,
    accepted: 0,
    rejected: 0,
    failed: 0,
    unfinished: 0,
  };
  for (const { status } of outcomes) counts[status] += 1;
  return counts;
}
