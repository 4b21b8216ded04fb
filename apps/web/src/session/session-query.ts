/** Who is signed in, kept in the query cache; an expired session keeps its page, so that no list is lost. */
import { useQuery, useQueryClient, type Query, type QueryClient } from "@tanstack/react-query";
import { fetchSession, type Session } from "./session-api.ts";

const sessionKey = ["session"];
const others = { predicate: ({ queryKey }: Query) => queryKey[0] !== sessionKey[0] };

export type KnownSession = { status: "signed-in" | "expired"; user: Session["user"] };

/** `data` is null when nobody is signed in. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: async ({ signal }): Promise<KnownSession | null> => {
      const session = await fetchSession(signal);
      return session && { status: "signed-in", user: session.user };
    },
    staleTime: Infinity,
    gcTime: Infinity,
  });
}

/** The server does not know us any more; whose page it is stays known. */
export function markSessionExpired(client: QueryClient): void {
  client.setQueryData<KnownSession | null>(
    sessionKey,
    (session) => session && { ...session, status: "expired" },
  );
}

/** To be called after the server agreed to sign in or out. */
export function useRefreshSession(): {
  afterSignIn: () => Promise<void>;
  afterSignOut: () => void;
} {
  const client = useQueryClient();
  return {
    afterSignIn: async () => {
      await client.refetchQueries({ queryKey: sessionKey });
      await client.invalidateQueries(others);
    },
    afterSignOut: () => {
      client.setQueryData(sessionKey, null);
      client.removeQueries(others);
    },
  };
}
