/** What the list as a whole allows: the server's policy, asked once, and no file twice. */
import type { ImagePolicy } from "../image-policy.ts";
import { uploadError, UploadError } from "../upload-error.ts";
import { callApi } from "./call-api.ts";
import { abortable } from "./abortable.ts";
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

  return {
    admit: async (entry, signal) => {
      const policy = list.facts().policy ?? (await abortable((asking ??= askPolicy()), signal));
      const { maxFiles } = policy;
      // It may have been admitted once, and takes the room from nobody else.
      entry.isAdmitted = false;
      // What is taken up without its file was admitted on an earlier visit.
      const isAdmitted = ({ isAdmitted: is, item }: Entry<Input, Data>): boolean =>
        (is || !item.file) && isWanted(item);
      let room = maxFiles;
      // Stops as soon as it knows: there may be thousands of files.
      if (list.entries().some((other) => isAdmitted(other) && (room -= 1) <= 0)) {
        throw new UploadError({ code: "TOO_MANY_FILES", details: { maxFiles } });
      }
      entry.isAdmitted = true;
      return policy;
    },
    admitContent: ({ job }, { description: { sha256 } }) => {
      // Of two that are tried again together, the other one need not be refused, too.
      job.sha256 = undefined;
      const isSame = (other: Entry<Input, Data>): boolean =>
        other.job.sha256 === sha256 && isWanted(other.item);
      if (list.entries().some(isSame)) throw uploadError("DUPLICATE_FILE");
      job.sha256 = sha256;
    },
  };
}
