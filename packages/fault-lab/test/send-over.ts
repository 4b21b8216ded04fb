/** Requests of one kept connection, so that a test says which connection a fault strikes. */
import { request as httpRequest, type Agent } from "node:http";

export type Answer = { status: number; headers: Record<string, unknown>; body: string };

export type Body = Buffer | string | ((request: ReturnType<typeof httpRequest>) => void);

/** Not `fetch`: it would send a request again by itself when a connection that was used before breaks. */
export function sendOver(
  agent: Agent,
  url: string,
  {
    method,
    body = "",
    signal,
    headers = {},
  }: {
    method: string;
    body?: Body;
    signal?: AbortSignal | undefined;
    headers?: Record<string, string>;
  },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, agent, headers, signal });
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("error", reject);
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    if (typeof body === "function") body(request);
    else request.end(body);
  });
}
