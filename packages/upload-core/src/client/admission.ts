/** What the list as a whole allows: the server's policy, asked once, and no file twice. */
import type { ImagePolicy } from "../image-policy.ts";
import { uploadError, UploadError } from "../upload-error.ts";
import { callApi } from "./call-api.ts";
import { abortable } from "./clock.ts";
import type { Entry, ItemList } from "./item-list.ts";
import type { PreparedFile } from "./prepare-file.ts";
import { withRetry, type Patience } from "./retry.ts";
import { isWanted } from "./state.ts";
import type { UploadApi } from "./upload-api.ts";

export type Admission<Input, Data> = {
  /** @throws TOO_MANY_FILES · what asking for the policy throws; then the next file asks again */
  admit: (entry: Entry<Input, Data>, signal: AbortSignal) => Promise<ImagePolicy>;
  /** @throws DUPLICATE_FILE */
  admitContent: (entry: Entry<Input, Data>, prepared: PreparedFile) => void;
};

/** @param patience its signal ends with the list and not with one file, because all wait for the same answer */
export function createAdmission<Input, Data>(
  api: UploadApi<Input, Data>,
  list: ItemList<Input, Data>,
  patience: Patience,
): Admission<Input, Data> {
  let asking: Promise<ImagePolicy> | undefined;

  const askPolicy = async (): Promise<ImagePolicy> => {
    try {
      const ask = () => callApi((options) => api.policy.query(undefined, options), patience);
      const policy = await withRetry(ask, patience);
      list.setFacts({ policy });
      return policy;
    } finally {
      asking = undefined;
    }
  };

  const othersOf = (entry: Entry<Input, Data>): Array<Entry<Input, Data>> =>
    list.entries().filter((other) => other !== entry && isWanted(other.item));

  return {
    admit: async (entry, signal) => {
      const policy = list.facts().policy ?? (await abortable((asking ??= askPolicy()), signal));
      const { maxFiles } = policy;
      // What is taken up without its file was admitted on an earlier visit.
      const admitted = othersOf(entry).filter(({ isAdmitted, job }) => isAdmitted || !job.file);
      if (admitted.length >= maxFiles) {
        // It may have been admitted once, and takes the room from nobody else.
        delete entry.isAdmitted;
        throw new UploadError({ code: "TOO_MANY_FILES", details: { maxFiles } });
      }
      entry.isAdmitted = true;
      return policy;
    },
    admitContent: (entry, { description: { sha256 } }) => {
      const isSame = ({ job }: Entry<Input, Data>): boolean =>
        job.prepared?.description.sha256 === sha256;
      if (!othersOf(entry).some(isSame)) return;
      // Of two that are tried again together, the other one need not be refused, too.
      entry.job.prepared = undefined;
      throw uploadError("DUPLICATE_FILE");
    },
  };
}
