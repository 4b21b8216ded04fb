/** Keeps the focus in a row whose button went away because the row's state changed. */
import { useEffect, useRef, type FocusEvent, type RefObject } from "react";

/** @returns what to spread on the row; the row itself must be focusable */
export function useKeepFocus<Row extends HTMLElement>(): {
  ref: RefObject<Row | null>;
  onFocus: () => void;
  onBlur: (event: FocusEvent) => void;
} {
  const ref = useRef<Row>(null);
  const hadFocus = useRef(false);
  useEffect(() => {
    const row = ref.current;
    if (!row || !hadFocus.current || document.activeElement !== document.body) return;
    (row.querySelector("button") ?? row).focus();
  });
  return {
    ref,
    onFocus: () => {
      hadFocus.current = true;
    },
    // A removed button gives up the focus to nothing, and then it is ours to place.
    onBlur: (event) => {
      if (event.relatedTarget !== null) hadFocus.current = false;
    },
  };
}
