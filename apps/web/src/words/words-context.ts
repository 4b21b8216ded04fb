/** The words of the person's language, for every component. */
import { createContext, useContext } from "react";
import { english, type Words } from "./english.ts";

const WordsContext = createContext<Words>(english);

export function useWords(): Words {
  return useContext(WordsContext);
}
