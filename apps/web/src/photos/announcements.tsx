/** One live region for all products: one that is inside of a hidden page would not be heard. */
import { createContext, useCallback, useContext, useState, type PropsWithChildren } from "react";

type Announce = (sentences: string[]) => void;

const AnnounceContext = createContext<Announce>(() => {});

/** @returns has sentences read aloud, when whoever listens has heard the ones before */
export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}

export function Announcements({ children }: PropsWithChildren) {
  const [said, setSaid] = useState<Array<{ id: number; sentence: string }>>([]);
  const announce = useCallback<Announce>((sentences) => {
    setSaid((before) => {
      const lastId = before.at(-1)?.id ?? 0;
      const added = sentences.map((sentence, index) => ({ id: lastId + 1 + index, sentence }));
      return [...before, ...added].slice(-keptCount);
    });
  }, []);
  return (
    <AnnounceContext value={announce}>
      {children}
      {/* not atomic: what was said before is not said again */}
      <p className="visually-hidden" role="status" aria-atomic="false">
        {said.map(({ id, sentence }) => (
          <span key={id}>{sentence} </span>
        ))}
      </p>
    </AnnounceContext>
  );
}

/** More than one moment of one list has to say, with as many failures as a list may have files. */
const keptCount = 50;
