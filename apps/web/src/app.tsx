/** Providers, then the gate: nobody sees a page before we know who it is for. */
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { Pages } from "./pages.tsx";
import { createQueryClient } from "./query-client.ts";
import { ExpiredNotice } from "./session/expired-notice.tsx";
import { useSession } from "./session/session-query.ts";
import { SignInPage } from "./session/sign-in-page.tsx";
import { Header } from "./shell/header.tsx";
import { Loading } from "./shell/loading.tsx";
import { UnreachablePage } from "./shell/message-pages.tsx";
import { trpc, trpcClient } from "./trpc.ts";
import { Language, useWords } from "./words/language.tsx";
import { Announcements } from "./photos/announcements.tsx";
import { OfflineAnnouncement } from "./photos/offline-announcement.tsx";
import { UploadActivityProvider } from "./photos/upload-activity.tsx";

export function App() {
  const [queryClient] = useState(createQueryClient);
  return (
    <Language>
      <trpc.Provider client={trpcClient} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>
          <SessionGate />
        </QueryClientProvider>
      </trpc.Provider>
    </Language>
  );
}

function SessionGate() {
  const session = useSession();
  const words = useWords();
  if (session.data) {
    return (
      <UploadActivityProvider>
        <Announcements>
          <Header user={session.data.user} />
          <ExpiredNotice session={session.data} />
          <Pages />
          <OfflineAnnouncement />
        </Announcements>
      </UploadActivityProvider>
    );
  }
  if (session.data === null) return <SignInPage />;
  if (session.isError) {
    return <UnreachablePage isRetrying={session.isFetching} onRetry={() => session.refetch()} />;
  }
  return <Loading label={words.session.opening} />;
}
