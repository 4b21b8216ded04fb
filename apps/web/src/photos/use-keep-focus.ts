/** Keeps the focus on the page when what had it goes away because a state changed. */
import { useEffect, useRef, type FocusEvent, type RefObject } from "react";

/**
 * @param place gives the focus to something else
 * @returns what to spread on the element around what may go
 */
export function useKeepFocus<Around extends HTMLElement>(
  place: (around: Around) => void,
): {
  ref: RefObject<Around | null>;
  onFocus: (event: FocusEvent) => void;
  onBlur: (event: FocusEvent) => void;
} {
  const ref = useRef<Around>(null);
  const focused = useRef<Element | null>(null);
  useEffect(() => {
    const around = ref.current;
    if (!around || !focused.current || focused.current.isConnected) return;
    focused.current = null;
    if (document.activeElement === document.body) place(around);
  });
  return {
    ref,
    onFocus: ({ target }) => {
      focused.current = target;
    },
    // React tells nothing of what it removes itself, so the focus was moved, unless it is the window that lost it.
    onBlur: ({ target }) => {
      if (document.activeElement !== target) focused.current = null;
    },
  };
}
