/** What the others are measured against: nothing but the transfers, with forms that were signed before. */
import type { SignedPost } from "@picket/upload-server";
import { concurrency, type Contender } from "./contender.ts";

export const bareXhr: Contender = async (files, forms) => {
  const waiting = files.map((file, index) => ({ file, form: forms[index] }));
  const sendNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (!next.form) throw new Error("There is no form for this file.");
      await send(next.file, next.form);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sendNext));
};

function send(file: File, { url, fields }: SignedPost): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("file", file, "file");
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    // As everybody who shows a bar; it also makes the request one that needs a preflight.
    xhr.upload.addEventListener("progress", () => {});
    xhr.addEventListener("loadend", () => {
      if (xhr.status === 201) resolve();
      else reject(new Error(`Storage answered ${xhr.status} ${xhr.responseText}`));
    });
    xhr.open("POST", url);
    xhr.send(body);
  });
}
