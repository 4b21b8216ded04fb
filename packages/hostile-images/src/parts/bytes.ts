/** Text is taken byte by byte, so that it can hold anything. */
export function bytesOf(data: Buffer | string): Buffer {
  return typeof data === "string" ? Buffer.from(data, "latin1") : data;
}
