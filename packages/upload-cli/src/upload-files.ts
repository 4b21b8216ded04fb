/** Uploads files through the engine, some at a time, and writes down what becomes of each. */
import {
  uploadError,
  type ImagePolicy,
  type Refusal,
  type UploadErrorCode,
} from "@picket/upload-core";
import {
  createUploader,
  endsUpload,
  fetchForm,
  type PreparedFile,
  type UploadItem,
} from "@picket/upload-core/client";
import type { CliApi } from "./create-api.ts";
import { createChecker, factsOf, type Verdict } from "./create-checker.ts";
import type { FoundFile } from "./find-files.ts";
import type { Journal } from "./journal.ts";
import type { Outcome } from "./outcome.ts";
import { rememberTickets } from "./remember-tickets.ts";

export type ActiveFile = { file: FoundFile; item: UploadItem<unknown> };

export type UploadPlan = {
  api: CliApi;
  policy: ImagePolicy;
  journal: Journal;
  input: unknown;
  concurrency: number;
  /** ends the run; what has arrived by then is the next run's to complete */
  signal: AbortSignal;
  onSettled: (file: FoundFile, outcome: Outcome) => void;
  onProgress: (active: ReadonlyArray<ActiveFile>, bytesPerSecond: number) => void;
};

/** @returns why it gave up before the last file, or null */
export async function uploadFiles(
  files: readonly FoundFile[],
  plan: UploadPlan,
): Promise<Refusal | null> {
  const { api, policy, journal, concurrency, signal } = plan;
  const checker = createChecker(policy, journal);
  const line = rememberTickets({ api, transport: fetchForm }, { journal, fileOf: checker.fileOf });
  /** those in the uploader's list */
  const added = new Map<Blob, { file: FoundFile; prepared: PreparedFile }>();
  const uploader = createUploader<unknown, unknown>({
    ...line,
    input: plan.input,
    concurrency,
    prepare: async (source) => {
      const entry = added.get(source);
      if (!entry) throw uploadError("FILE_UNREADABLE");
      return entry.prepared;
    },
    onError: (error, { file }) => {
      const entry = file && added.get(file);
      if (!entry || !endsUpload(error)) return;
      journal.write({ type: "ended", sha256: entry.prepared.description.sha256 });
    },
  });
  let gaveUp: Refusal | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  /** Several at once, but a small file does not overtake the large one before it. */
  const checkInTurn = async (file: FoundFile): Promise<Verdict> => {
    const before = turn;
    const checked = checker.check(file);
    turn = Promise.allSettled([before, checked]);
    await before;
    return checked;
  };

  const upload = async (file: FoundFile): Promise<Outcome> => {
    const verdict = await checkInTurn(file);
    if (verdict.status !== "fit") return verdict;
    if (signal.aborted) return { status: "unfinished" };
    const { source, prepared } = verdict;
    added.set(source, { file, prepared });
    const [item] = await uploader.addAsync([source]);
    added.delete(source);
    // Makes room, because the policy counts the files of a list. What failed does not count, and is not given up.
    if (item?.status === "published") uploader.remove(item.id);
    const { sha256 } = prepared.description;
    if (item?.status === "published") {
      journal.write({ type: "published", sha256, file: factsOf(file) });
    }
    return outcomeOf(item);
  };

  const queue = inOrder(files, journal).values();
  const work = async (): Promise<void> => {
    for (const file of queue) {
      if (signal.aborted || gaveUp) return;
      const outcome = await upload(file);
      if (outcome.status === "failed" && concernsAll.includes(outcome.refusal.code)) {
        gaveUp ??= outcome.refusal;
      }
      plan.onSettled(file, outcome);
    }
  };

  uploader.subscribe(() => {
    const { items, totals } = uploader.getSnapshot();
    const active = items.flatMap((item) => {
      const entry = item.file && added.get(item.file);
      return entry ? [{ file: entry.file, item }] : [];
    });
    plan.onProgress(active, totals.bytesPerSecond);
  });
  signal.addEventListener("abort", uploader.destroy);
  // Those that are sent, the one whose ticket is asked for meanwhile, and one that is being checked.
  const width = Math.min(concurrency + 2, policy.maxFiles);
  await Promise.all(Array.from({ length: width }, work));
  uploader.destroy();
  return gaveUp;
}

/** What an earlier run had begun comes first: it may have arrived and need no more than a word to the server. */
function inOrder(files: readonly FoundFile[], journal: Journal): FoundFile[] {
  const begun = files.filter((file) => journal.isUnderWay(file));
  return [...begun, ...files.filter((file) => !journal.isUnderWay(file))];
}

/** What would refuse or fail the next file as well. */
const concernsAll: readonly UploadErrorCode[] = [
  "UNAUTHORIZED",
  "FORBIDDEN",
  "INPUT_INVALID",
  "QUOTA_EXCEEDED",
  "SERVER_UNREACHABLE",
  "NETWORK",
  "STORAGE_UNAVAILABLE",
];

function outcomeOf(item: UploadItem<unknown> | undefined): Outcome {
  if (item?.status === "published") return { status: "published", data: item.data };
  if (item?.status === "rejected" || item?.status === "failed") {
    return { status: item.status, refusal: item.refusal };
  }
  return { status: "unfinished" };
}
