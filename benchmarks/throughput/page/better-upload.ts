/** better-upload: asks for all URLs at once, then PUTs in windows of three. No hash, no header, no completion. */
import { uploadFiles } from "@better-upload/client";
import { concurrency, type Contender } from "./contender.ts";

export const betterUpload: Contender = async (files) => {
  const { failedFiles } = await uploadFiles({
    api: "/better-upload",
    route: "photos",
    files: [...files],
    uploadBatchSize: concurrency,
  });
  const [failed] = failedFiles;
  if (failed) throw new Error(failed.error.message);
};
