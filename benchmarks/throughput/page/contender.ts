/** One way to upload files. */
import type { SignedPost } from "@picket/upload-server";

/** Three for everybody: Picket's default. */
export const concurrency = 3;

/**
 * Resolves when every file is in storage and the application knows.
 * @param forms signed before the clock starts, one for each file; for who asks for none
 * @throws Error when a file was not uploaded
 */
export type Contender = (files: readonly File[], forms: readonly SignedPost[]) => Promise<void>;
