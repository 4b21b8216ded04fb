/** Goes on with what only lacked a session, as soon as there is one again. */
import { useEffect, useRef } from "react";
import { useSession } from "../session/session-query.ts";
import type { PhotoItem } from "./photo-item.ts";

type List = { items: readonly PhotoItem[]; retry: (id: number) => void };

export function useRetryAfterSignIn({ items, retry }: List): void {
  const isExpired = useSession().data?.status === "expired";
  const wasExpired = useRef(false);
  useEffect(() => {
    const isBack = wasExpired.current && !isExpired;
    wasExpired.current = isExpired;
    if (!isBack) return;
    for (const item of items) {
      if (item.status === "failed" && item.refusal.code === "UNAUTHORIZED") retry(item.id);
    }
  }, [isExpired, items, retry]);
}
