/** Where a developer reads what a code means. */
import type { UploadErrorCode } from "./error-table.ts";

/**
 * @param page where `docs/errors.md` can be read; its place in the repository when left out
 * @returns the page with this code's anchor, e.g. `docs/errors.md#file_empty`
 */
export function errorDocsUrl(code: UploadErrorCode, page = "docs/errors.md"): string {
  return `${page}#${code.toLowerCase()}`;
}
