/** What is asked once, what is asked again, and what every 401 means. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { markSessionExpired } from "./session/session-query.ts";
import { httpStatusOf } from "./trpc.ts";

export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (httpStatusOf(error) === 401) markSessionExpired(client);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // Whoever comes back to the page has perhaps changed something on another device.
        refetchOnWindowFocus: "always",
        // "no" stays "no"; a server that is starting or a lost connection gets two more chances
        retry: (failureCount, error) => (httpStatusOf(error) ?? 500) >= 500 && failureCount < 2,
        retryDelay: (attempt) => 300 * 2 ** attempt,
        // A fetch that fails says more than the browser's guess whether there is a network.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}
