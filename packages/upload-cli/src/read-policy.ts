/** The first word with the upload's procedures: are they there, and what do they take? */
import type { ImagePolicy } from "@picket/upload-core";
import { wrapApiError } from "@picket/upload-core/client";
import { CommandError } from "./command-error.ts";
import type { CliApi } from "./create-api.ts";
import { describeProblem } from "./describe-problem.ts";

/** @throws CommandError */
export async function readPolicy(
  api: CliApi,
  { url, route, signal }: { url: string; route: string; signal: AbortSignal },
): Promise<ImagePolicy> {
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
    return await api.policy.query(undefined, { signal: patience });
  } catch (cause) {
    signal.throwIfAborted();
    const { code, refusal } = wrapApiError(cause);
    if (code === "SERVER_UNREACHABLE") {
      const message = `${url} does not answer as a Picket shop does. Is it running, and --url right?`;
      throw new CommandError(message, { cause });
    }
    if (code === "FORBIDDEN") {
      throw new CommandError(`${url} takes no uploads at "${route}". Check --url and --route.`, {
        cause,
      });
    }
    throw new CommandError(describeProblem(refusal), { cause });
  }
}

const answerMs = 30_000;
