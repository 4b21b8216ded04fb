/** Forms as text, so that a test can end them wherever it likes. */
import type { SignedForm } from "./post-form.ts";

export const boundary = "----boundary";
export const formType = `multipart/form-data; boundary=${boundary}`;

/** One field. */
export function part(name: string, value: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

/** What comes before the bytes of a file. */
export function fileHead(disposition = 'form-data; name="file"; filename="a.png"'): string {
  return `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: image/png\r\n\r\n`;
}

/** A signed form with its file; `end` is what follows the file's last byte. */
export function multipart(form: SignedForm, end = `\r\n--${boundary}--\r\n`): string {
  const fields = form.fields.map(([name, value]) => part(name, value)).join("");
  return `${fields}${fileHead()}${form.body.toString()}${end}`;
}
