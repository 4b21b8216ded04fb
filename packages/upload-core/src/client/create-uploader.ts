/** A list of files that upload themselves; framework-free. */
import type { UploadError } from "../upload-error.ts";
import { createAdmission } from "./admission.ts";
import { callApi } from "./call-api.ts";
import { createSystemClock, type Clock } from "./clock.ts";
import { createItemList, type Entry } from "./item-list.ts";
import { postForm, type Transport } from "./post-form.ts";
import { createPreparer, type Prepare } from "./prepare-file.ts";
import { runUpload } from "./run-upload.ts";
import { createSlots } from "./slots.ts";
import type { ListMode, UploaderSnapshot } from "./snapshot.ts";
import { isSettled, type UploadEvent, type UploadItem } from "./state.ts";
import type { UploadApi } from "./upload-api.ts";

export type UploaderOptions<Input, Data> = {
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
  /** each time that the last unsettled item of the list settles */
  onSettled?: ((items: ReadonlyArray<UploadItem<Data>>) => void) | undefined;
  /** how the bytes travel; bring your own where there is no XMLHttpRequest */
  transport?: Transport | undefined;
  prepare?: Prepare | undefined;
  clock?: Clock | undefined;
  /** 0 … 1, as Math.random */
  random?: (() => number) | undefined;
};

export type Uploader<Input, Data> = {
  /** @returns unsubscribes */
  subscribe: (listener: () => void) => () => void;
  /** frozen; the same value, with the same items in it, until they change */
  getSnapshot: () => UploaderSnapshot<Data>;
  /** replaces all options; `api`, `transport`, `prepare`, `clock` and `random` stay as at creation */
  setOptions: (options: UploaderOptions<Input, Data>) => void;
  add: (files: Iterable<File>) => void;
  start: () => void;
  /** stops everything but the verification of what has arrived, until `resume` or until all are settled */
  pause: () => void;
  resume: () => void;
  /** What is being verified goes on: the server may have published it already. @param id when left out, all */
  cancel: (id?: number) => void;
  /** @param id when left out, all that failed or were canceled */
  retry: (id?: number) => void;
  /** takes an item out of the list; one that is under way is canceled first, one that is being verified goes on unseen */
  remove: (id: number) => void;
  /** removes everything */
  clear: () => void;
  /** stops everything and empties the list; what has arrived is left to the server. Adding begins anew */
  destroy: () => void;
};

/** Creating has no side effect: nothing is asked, started or loaded before the first file is added. */
export function createUploader<Input, Data>(
  initial: UploaderOptions<Input, Data>,
): Uploader<Input, Data> {
  const { api, transport = postForm, clock = createSystemClock(), random = Math.random } = initial;
  let options = initial;
  const firstMode = (): ListMode => (options.autoStart === false ? "idle" : "pending");
  const list = createItemList<Input, Data>(clock, { mode: firstMode(), policy: null });
  const { entries, facts, setFacts, keep } = list;
  const preparer = createPreparer();
  const takePrepareSlot = createSlots(() => 1);
  const takeTransferSlot = createSlots(() => options.concurrency ?? 3);
  const begin = () => {
    const controller = new AbortController();
    const patience = { clock, random, signal: controller.signal };
    return { controller, patience, admission: createAdmission(api, list, patience) };
  };
  /** until `destroy` */
  let life = begin();

  const apply = (entry: Entry<Input, Data>, event: UploadEvent<Data>): boolean => {
    if (!list.apply(entry, event)) return false;
    const { item } = entry;
    // In a microtask of its own, what a callback throws reaches the page and not the engine.
    if (item.status === "published") {
      queueMicrotask(() => options.onPublished?.(item.data, item));
    }
    if (event.type === "refused") queueMicrotask(() => options.onError?.(event.error, item));
    if (event.type === "retrying" && facts().mode === "paused") pauseEntry(entry);
    if (isSettled(item)) settled(entry);
    return true;
  };

  const settled = (entry: Entry<Input, Data>): void => {
    entry.run = undefined;
    const { items, isSettled: isListSettled } = list.getSnapshot();
    if (!isListSettled) return;
    setFacts({ mode: firstMode() });
    queueMicrotask(() => options.onSettled?.(items));
  };

  const stop = (entry: Entry<Input, Data>): void => {
    entry.run?.abort();
    entry.run = undefined;
  };

  const pauseEntry = (entry: Entry<Input, Data>): void => {
    if (apply(entry, { type: "pause" })) stop(entry);
  };

  const startWaiting = (): void => {
    if (facts().mode !== "pending") return;
    for (const entry of entries()) {
      if (entry.item.status === "queued" && !entry.run) startRun(entry);
    }
  };

  const startRun = (entry: Entry<Input, Data>): void => {
    const { admission } = life;
    const { signal } = (entry.run = new AbortController());
    // It reports by events, the last of which says how it ended.
    void runUpload(entry.job, {
      api,
      transport,
      clock,
      random,
      signal,
      prepare: initial.prepare ?? preparer.prepare,
      takePrepareSlot,
      takeTransferSlot,
      admit: () => admission.admit(entry, signal),
      admitContent: (prepared) => admission.admitContent(entry, prepared),
      attempt: entry.item.attempt,
      emit: (event) => void apply(entry, event),
    });
  };

  const cancelEntry = (entry: Entry<Input, Data>): void => {
    // What has arrived is the server's to decide on: it may be public before the answer is here.
    if (isSettled(entry.item) || entry.item.status === "verifying") return;
    const claim = entry.job.ticket?.claim;
    stop(entry);
    entry.job.ticket = undefined;
    apply(entry, { type: "cancel" });
    if (claim !== undefined) discard(claim);
  };

  /** For an entry that leaves the list; one that is being verified is left to the server. */
  const dropEntry = (entry: Entry<Input, Data>): void => {
    cancelEntry(entry);
    stop(entry);
  };

  const discard = (claim: string): void => {
    const ask = callApi((call) => api.discardUpload.mutate({ claim }, call), life.patience);
    // Best effort: what arrived all the same, and whose discard the server does not hear of, its sweep completes.
    void ask.catch(() => {});
  };

  const chosen = (id: number | undefined): Array<Entry<Input, Data>> =>
    entries().filter(({ item }) => id === undefined || item.id === id);

  const resume = (): void => {
    setFacts({ mode: "pending" });
    for (const entry of entries()) apply(entry, { type: "resume" });
    startWaiting();
  };

  const empty = (): void => {
    keep(() => false);
    setFacts({ mode: firstMode() });
  };

  return {
    subscribe: list.subscribe,
    getSnapshot: list.getSnapshot,
    setOptions: (next) => {
      options = next;
    },
    add: (files) => {
      for (const file of files) {
        const entry = list.add(file, options.input);
        if (facts().mode === "paused") pauseEntry(entry);
      }
      startWaiting();
    },
    start: resume,
    pause: () => {
      setFacts({ mode: "paused" });
      entries().forEach(pauseEntry);
    },
    resume,
    cancel: (id) => chosen(id).forEach(cancelEntry),
    retry: (id) => {
      if (facts().mode === "idle") setFacts({ mode: "pending" });
      for (const entry of chosen(id)) apply(entry, { type: "retry" });
      startWaiting();
    },
    remove: (id) => {
      chosen(id).forEach(dropEntry);
      keep(({ item }) => item.id !== id);
    },
    clear: () => {
      entries().forEach(dropEntry);
      empty();
    },
    destroy: () => {
      entries().forEach(stop);
      empty();
      life.controller.abort();
      life = begin();
      preparer.dispose();
    },
  };
}
