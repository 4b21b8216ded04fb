/** Gets a URL as a browser does, and keeps what a test looks at. */
import type { GetAnswer } from "./memory-store.ts";

export async function getUrl(url: string): Promise<GetAnswer> {
  const response = await fetch(url);
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    bytes: new Uint8Array(await response.arrayBuffer()),
  };
}
