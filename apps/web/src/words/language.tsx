/** The page speaks the person's language; components ask for its words. */
import {
  createContext,
  useContext,
  useEffect,
  useSyncExternalStore,
  type PropsWithChildren,
} from "react";
import { chooseWords } from "./choose-words.ts";
import { english, type Words } from "./english.ts";

const WordsContext = createContext<Words>(english);

export function useWords(): Words {
  return useContext(WordsContext);
}

export function Language({ children }: PropsWithChildren) {
  const words = useSyncExternalStore(watchLanguages, () => chooseWords(navigator.languages));
  useEffect(() => {
    document.documentElement.lang = words.lang;
  }, [words]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

function watchLanguages(onChange: () => void): () => void {
  window.addEventListener("languagechange", onChange);
  return () => window.removeEventListener("languagechange", onChange);
}
