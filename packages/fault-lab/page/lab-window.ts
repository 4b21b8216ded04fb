/** What the page tells and does for a test, as `window.lab`. */
import type { UploaderStatus, UploadItem } from "@picket/upload-core/client";
import type { PendingTimer } from "./still-clock.ts";

/** An item as plain data: the file itself and what the server said stay in the page. */
export type SeenItem = Pick<
  UploadItem<unknown>,
  "id" | "name" | "sizeBytes" | "attempt" | "status"
> & {
  hasFile: boolean;
  code: string | null;
  loadedBytes: number | null;
  delayMs: number | null;
};

export type SeenList = {
  status: UploaderStatus;
  etaSeconds: number | null;
  items: SeenItem[];
};

export type LabWindow = {
  /** null while the component is not mounted */
  list: () => SeenList | null;
  /** every state that the first item was rendered in, without repeats */
  history: () => string[];
  cancel: () => void;
  retry: () => void;
  pause: () => void;
  resume: () => void;
  advance: (ms: number) => Promise<void>;
  step: (maxMs: number) => Promise<number>;
  leap: (ms: number) => void;
  timers: () => PendingTimer[];
  /** mounts the component that uploads, under StrictMode; done by the page once when it loads */
  mount: () => Promise<void>;
  unmount: () => Promise<void>;
  /** how often React has mounted it: twice each time, under StrictMode */
  countMounts: () => number;
};

export type LabSettings = {
  /** the API's URL */
  api: string;
  /** `still` stands until a test moves it */
  clock: "still" | "system";
  /** a key of the session's storage */
  journal: string | null;
  /** photos are made to fit a square of so many pixels before they are sent */
  maxSidePx: number | null;
};

declare global {
  interface Window {
    lab: LabWindow;
  }
}
