/** The procedures of one route, by its path. A path is text from the command line, so no router's type can vouch for it. */
import type { UploadApi } from "@picket/upload-core/client";
import { createTRPCUntypedClient, httpLink } from "@trpc/client";

export type CliApi = UploadApi<unknown, unknown>;

/** @param options.cookie of a session @param options.url without a slash at its end */
export function createApi({
  url,
  route,
  cookie,
}: {
  url: string;
  route: string;
  cookie: string;
}): CliApi {
  const client = createTRPCUntypedClient({
    links: [
      httpLink({
        url: `${url}/trpc`,
        headers: { cookie },
        // A redirect would take the session's cookie along to who knows where.
        fetch: (input, init) => fetch(input, { ...(init as RequestInit), redirect: "error" }),
      }),
    ],
  });
  const query = (name: string) => (input: unknown, options?: object) =>
    client.query(`${route}.${name}`, input, options);
  const mutate = (name: string) => (input: unknown, options?: object) =>
    client.mutation(`${route}.${name}`, input, options);
  // What `createUploadRouter` answers under these names.
  return {
    policy: { query: query("policy") },
    getUploadTicket: { mutate: mutate("getUploadTicket") },
    completeUpload: { mutate: mutate("completeUpload") },
    discardUpload: { mutate: mutate("discardUpload") },
  } as CliApi;
}
