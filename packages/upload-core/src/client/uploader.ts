/** The uploader as an app sees it: what it is given, and what it can do. */
import type { UploadError } from "../upload-error.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { Transport } from "./post-form.ts";
import type { Prepare, PrepareSettings } from "./prepare-file.ts";
import type { UploaderSnapshot } from "./snapshot.ts";
import type { UploadItem } from "./state.ts";
import type { UploadApi } from "./upload-api.ts";
import type { UploadJournal } from "./upload-journal.ts";

export type UploaderOptions<Input, Data> = PrepareSettings & {
  api: UploadApi<Input, Data>;
  /** goes along with every file that is added from now on, e.g. `{ productId }` */
  input: NoInfer<Input>;
  /** uploads at the same time; 3 when left out. A change counts from the next slot that is freed */
  concurrency?: number | undefined;
  /** false: added files wait for `start()` */
  autoStart?: boolean | undefined;
  /** `data` is what the route's own `onPublished` returned */
  onPublished?: ((data: Data, item: UploadItem<Data>) => void) | undefined;
  /** an item was rejected or failed; cancelling is not failing */
  onError?: ((error: UploadError, item: UploadItem<Data>) => void) | undefined;
  /** each time that the last unsettled item of the list settles or is removed */
  onSettled?: ((items: ReadonlyArray<UploadItem<Data>>) => void) | undefined;
  /** what outlives a reload of the page, e.g. `createSessionJournal("product-7")`; nothing does when left out */
  journal?: UploadJournal | undefined;
  /** how the bytes travel; `fetchForm` where there is no XMLHttpRequest */
  transport?: Transport | undefined;
  prepare?: Prepare | undefined;
  connection?: Connection | undefined;
  clock?: Clock | undefined;
  /** 0 … 1, as Math.random */
  random?: (() => number) | undefined;
};

export type Uploader<Input, Data> = {
  /** @returns unsubscribes */
  subscribe: (listener: () => void) => () => void;
  /** frozen; the same value, with the same items in it, until they change */
  getSnapshot: () => UploaderSnapshot<Data>;
  /** replaces all options; `api`, `journal`, `transport`, `prepare`, `connection`, `clock` and `random` stay as at creation */
  setOptions: (options: UploaderOptions<Input, Data>) => void;
  add: (files: Iterable<File>) => void;
  /** @returns these files' items, once each of them is settled or was removed; for use in a form */
  addAsync: (files: Iterable<File>) => Promise<ReadonlyArray<UploadItem<Data>>>;
  /**
   * Takes up what the journal knows from before the page was reloaded, once. What had arrived is finished, what had not
   * is rejected as `FILE_LOST` until the same file is added again.
   */
  recover: () => Promise<void>;
  start: () => void;
  /** stops everything but the verification of what has arrived, until `resume` or until all are settled */
  pause: () => void;
  /** goes on at once, also when there seems to be no line: for a "Try now" button while the status is `offline` */
  resume: () => void;
  /** What is being verified goes on: the server may have published it already. @param id when left out, all */
  cancel: (id?: number) => void;
  /** @param id of one that failed or was canceled; when left out, all that failed */
  retry: (id?: number) => void;
  /** changes the order; what waits is sent in this order. @param toIndex where it stands afterwards, from 0 */
  move: (id: number, toIndex: number) => void;
  /** takes an item out of the list; one that is under way is canceled first, one that is being verified goes on unseen */
  remove: (id: number) => void;
  /** removes everything */
  clear: () => void;
  /** stops everything and empties the list; what has arrived is left to the server. Adding begins anew */
  destroy: () => void;
};
