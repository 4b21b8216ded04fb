/** The engine with all that it does: header, SHA-256, ticket, transfer, completion. */
import {
  createUploader,
  type UploadApi,
  type Uploader,
  type UploaderOptions,
  type UploadItem,
} from "@picket/upload-core/client";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { AppRouter } from "../api.ts";
import { concurrency, type Contender } from "./contender.ts";

export type PhotoApi = UploadApi<NoInput, null>;

/** The route asks for nothing. */
type NoInput = Record<string, never>;

type Changes = Partial<UploaderOptions<NoInput, null>> & {
  /** called before the files are added */
  watch?: (uploader: Uploader<NoInput, null>) => void;
};

export const picket: Contender = (files) => uploadAll(files);

export async function uploadAll(
  files: readonly File[],
  { watch, ...options }: Changes = {},
): Promise<void> {
  const items = await new Promise<ReadonlyArray<UploadItem<null>>>((onSettled) => {
    const api = createPhotoApi();
    const uploader = createUploader({ api, input: {}, concurrency, onSettled, ...options });
    watch?.(uploader);
    uploader.add(files);
  });
  const failed = items.find(({ status }) => status !== "published");
  if (failed) throw new Error(`An item ended ${JSON.stringify(failed)}.`);
}

export function createPhotoApi(): PhotoApi {
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: "/trpc" })] }).photo;
}
