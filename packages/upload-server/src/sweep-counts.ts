/** What a sweep did, counted. */

export type SweepCounts = {
  /** published, by this sweep or before it */
  completed: number;
  /** refused, or of nobody that is known here */
  removed: number;
  /** begun, then left, and their object is gone: rejected */
  abandoned: number;
  /** deleted or rejected images whose objects were removed */
  cleared: number;
  /** rejected or deleted for so long that their rows were removed, too */
  forgotten: number;
  /** still there: something is out of order or somebody is at it, and the next sweep tries again */
  failed: number;
};

export function noCounts(): SweepCounts {
  return { completed: 0, removed: 0, abandoned: 0, cleared: 0, forgotten: 0, failed: 0 };
}

export function addCounts(a: SweepCounts, b: SweepCounts): SweepCounts {
  return {
    completed: a.completed + b.completed,
    removed: a.removed + b.removed,
    abandoned: a.abandoned + b.abandoned,
    cleared: a.cleared + b.cleared,
    forgotten: a.forgotten + b.forgotten,
    failed: a.failed + b.failed,
  };
}

/**
 * One object's trouble is not the others'.
 * @param onError told of it
 */
export async function countSweep(
  counts: SweepCounts,
  sweepOne: Promise<keyof SweepCounts>,
  onError: (error: unknown) => void,
): Promise<void> {
  const result = await sweepOne.catch((error: unknown) => {
    onError(error);
    return "failed" as const;
  });
  counts[result] += 1;
}
