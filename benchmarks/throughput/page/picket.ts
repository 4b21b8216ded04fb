/** The engine with all that it does: header, SHA-256, ticket, transfer, completion. */
import { createUploader, type UploadItem, type Uploader } from "@picket/upload-core/client";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { AppRouter } from "../api.ts";
import { concurrency, type Contender } from "./contender.ts";

export const picket: Contender = (files) => uploadAll(files, () => {});

/** @param watch called before the files are added */
export async function uploadAll(
  files: readonly File[],
  watch: (uploader: Uploader<NoInput, null>) => void,
): Promise<void> {
  const { photo } = createTRPCClient<AppRouter>({ links: [httpLink({ url: "/trpc" })] });
  const items = await new Promise<ReadonlyArray<UploadItem<null>>>((onSettled) => {
    const uploader = createUploader({ api: photo, input: {}, concurrency, onSettled });
    watch(uploader);
    uploader.add(files);
  });
  const failed = items.find(({ status }) => status !== "published");
  if (failed) throw new Error(`An item ended ${JSON.stringify(failed)}.`);
}

/** The route asks for nothing. */
type NoInput = Record<string, never>;
