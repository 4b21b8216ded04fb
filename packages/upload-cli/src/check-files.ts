/** A dry run: everything that can be decided without sending a byte of a file. */
import type { ImagePolicy, Refusal } from "@picket/upload-core";
import { wrapApiError, type PreparedFile } from "@picket/upload-core/client";
import type { CliApi } from "./create-api.ts";
import { createChecker } from "./create-checker.ts";
import type { FoundFile } from "./find-files.ts";
import type { Journal } from "./journal.ts";
import type { Outcome } from "./outcome.ts";

export type CheckPlan = {
  api: CliApi;
  policy: ImagePolicy;
  journal: Journal;
  input: unknown;
  signal: AbortSignal;
  onSettled: (file: FoundFile, outcome: Outcome) => void;
};

/** @returns why nothing may be uploaded there, or null */
export async function checkFiles(
  files: readonly FoundFile[],
  { api, policy, journal, input, signal, onSettled }: CheckPlan,
): Promise<Refusal | null> {
  const checker = createChecker(policy, journal);

  /** Only a ticket says whether this account may upload this here. Unused, it leaves nothing behind. */
  const askTicket = async (
    { description }: PreparedFile,
    name: string,
  ): Promise<Refusal | null> => {
    try {
      const request = { input, file: { ...description, name } };
      await api.getUploadTicket.mutate(request, { signal });
      return null;
    } catch (error) {
      signal.throwIfAborted();
      return wrapApiError(error).refusal;
    }
  };

  let isAllowed = false;
  for (const file of files) {
    signal.throwIfAborted();
    const verdict = await checker.check(file);
    if (verdict.status === "fit" && !isAllowed) {
      const refusal = await askTicket(verdict.prepared, verdict.source.name);
      if (refusal) return refusal;
      isAllowed = true;
    }
    onSettled(file, verdict.status === "fit" ? { status: "accepted" } : verdict);
  }
  return null;
}
