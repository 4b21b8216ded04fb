/** Sends a signed form as a browser does, and nothing of what a browser checks before. */
import type { SignedPost } from "../object-store.ts";

/** @returns the store's answer, whatever it says */
export async function postSignedForm(
  { url, fields }: SignedPost,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  // After `file` S3 reads nothing more.
  form.append("file", new Blob([bytes]), "file");
  return fetch(url, { method: "POST", body: form });
}
