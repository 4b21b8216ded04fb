/** Whether there is a network at all, as a port, so that tests need not pull a plug. */

export type Connection = {
  /** false only when it is known that there is none; true promises nothing */
  isOnline: () => boolean;
  /**
   * @param check called whenever the answer may have changed: the line came or went, or the page came back from sleep
   * @param signal ends it
   */
  watch: (check: () => void, signal: AbortSignal) => void;
};

/** The browser's own; in Node, which cannot tell, there always is one. */
export const browserConnection: Connection = {
  isOnline: () => (globalThis.navigator as Navigator | undefined)?.onLine !== false,
  watch: (check, signal) => {
    // While they are captured, events of the document pass the window too.
    const settings = { capture: true, signal };
    for (const event of events) globalThis.addEventListener?.(event, check, settings);
  },
};

/** A page that slept has missed `online`. */
const events = ["online", "offline", "visibilitychange", "pageshow", "resume"];
