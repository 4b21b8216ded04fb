/** `picket upload`, from the command to the exit code. */
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { checkFiles } from "./check-files.ts";
import { CommandError } from "./command-error.ts";
import { createApi } from "./create-api.ts";
import { findFiles, type FoundFile } from "./find-files.ts";
import { createJsonReport } from "./json-report.ts";
import { journalName, openJournal, type Journal } from "./journal.ts";
import { createLiveReport } from "./live-report.ts";
import { lockJournal } from "./lock-journal.ts";
import type { Outcome } from "./outcome.ts";
import { createPlainReport } from "./plain-report.ts";
import type { UploadCommand } from "./read-args.ts";
import { readPolicy } from "./read-policy.ts";
import type { Report } from "./report.ts";
import { signIn } from "./sign-in.ts";
import { stateFolder } from "./state-folder.ts";
import { exitCodeOf, type StopSignal } from "./summary.ts";
import { sumProgress } from "./sum-progress.ts";
import { uploadFiles } from "./upload-files.ts";

export type World = {
  stdout: NodeJS.WriteStream;
  env: Record<string, string | undefined>;
  /** its reason is the system's signal */
  signal: AbortSignal;
};

/**
 * @returns the exit code
 * @throws CommandError when nothing could be begun · the signal's reason, likewise
 */
export async function runUpload(command: UploadCommand, world: World): Promise<number> {
  const { url, route, isDryRun, isAgain } = command;
  const { signal } = world;
  const files = await findFiles(command.paths, command);
  const cookie = await signIn(url, command.account, signal);
  const asking = createApi({ url, route, cookie });
  const policy = await readPolicy(asking, { url, route, signal });
  const api = { ...asking, policy: { query: async () => policy } };

  const report = chooseReport(command, world.stdout);
  const outcomes = new Map<FoundFile, Outcome>();
  const { journal, close } = prepareJournal(command, files, world.env);
  try {
    const plan = {
      api,
      policy,
      journal,
      input: command.input,
      signal,
      onSettled: (file: FoundFile, outcome: Outcome): void => {
        outcomes.set(file, outcome);
        report.settled(file, outcome);
      },
    };
    const gaveUp = isDryRun
      ? await checkFiles(files, plan)
      : await uploadFiles(files, {
          ...plan,
          concurrency: command.concurrency,
          onProgress: (active, bytesPerSecond) =>
            report.progress({ ...sumProgress(files, outcomes, active), bytesPerSecond, active }),
        });
    const summary = {
      files: files.map((file) => ({ file, outcome: outcomes.get(file) ?? unfinished })),
      isDryRun,
      isAgain,
      gaveUp,
      // Only ever aborted with one of these.
      stoppedBy: signal.aborted ? (signal.reason as StopSignal) : null,
    };
    report.end(summary);
    return exitCodeOf(summary);
  } finally {
    close();
  }
}

const unfinished: Outcome = { status: "unfinished" };

function chooseReport({ isJson }: UploadCommand, stdout: NodeJS.WriteStream): Report {
  const write = (text: string): void => void stdout.write(text);
  if (isJson) return createJsonReport(write);
  return stdout.isTTY ? createLiveReport(stdout) : createPlainReport(write);
}

/** @throws CommandError when it cannot be kept, or another run is at it */
function prepareJournal(
  { url, route, input, isAgain, isDryRun: isReadOnly }: UploadCommand,
  files: readonly FoundFile[],
  env: World["env"],
): { journal: Journal; close: () => void } {
  const folder = stateFolder(env, { home: homedir(), platform: process.platform });
  const name = journalName({ url, route, input });
  const forget = isAgain ? files : [];
  try {
    if (isReadOnly) {
      return { journal: openJournal(folder, { name, forget, isReadOnly }), close: () => {} };
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const close = lockJournal(path.join(folder, `${name}.lock`));
    return { journal: openJournal(folder, { name, forget, isReadOnly }), close };
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      `The journal of uploads cannot be kept: ${reason}. Set XDG_STATE_HOME.`,
      {
        cause,
      },
    );
  }
}
