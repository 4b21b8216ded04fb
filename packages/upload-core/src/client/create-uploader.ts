/** A list of files that upload themselves; framework-free. */
import type { UploadError } from "../upload-error.ts";
import { createAdmission } from "./admission.ts";
import { createSystemClock, type Clock } from "./clock.ts";
import { browserConnection, type Connection } from "./connection.ts";
import { createDiscards } from "./discards.ts";
import { createItemList, type Entry } from "./item-list.ts";
import { postForm, type Transport } from "./post-form.ts";
import type { Prepare, Preparer, PrepareSettings } from "./prepare-file.ts";
import { runUpload, sentTicket } from "./run-upload.ts";
import { createSlots } from "./slots.ts";
import type { ListMode, UploaderSnapshot } from "./snapshot.ts";
import { isLost, isSettled, isUnfinished, type UploadEvent, type UploadItem } from "./state.ts";
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
  /** each time that the last unsettled item of the list settles */
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
  resume: () => void;
  /** What is being verified goes on: the server may have published it already. @param id when left out, all */
  cancel: (id?: number) => void;
  /** @param id when left out, all that failed or were canceled */
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

/** Creating has no side effect: nothing is asked, started or loaded before the first file is added. */
export function createUploader<Input, Data>(
  initial: UploaderOptions<Input, Data>,
): Uploader<Input, Data> {
  const { api, journal, transport = postForm, connection = browserConnection } = initial;
  const { clock = createSystemClock(), random = Math.random } = initial;
  let options = initial;
  const firstMode = (): ListMode => (options.autoStart === false ? "idle" : "pending");
  const list = createItemList<Input, Data>(clock, { mode: firstMode(), policy: null });
  const { entries, setEntries, facts, setFacts } = list;
  let preparer: Preparer | undefined;
  const prepare: Prepare = async (...job) => {
    const { createPreparer } = await import("./prepare-file.ts");
    preparer ??= createPreparer(() => options);
    return preparer.prepare(...job);
  };
  const concurrency = (): number => options.concurrency ?? 3;
  const slots = {
    prepare: createSlots(() => preparer?.limit() ?? 1),
    // One more than can be sent, so that the next one need not wait for its ticket.
    ticket: createSlots(() => concurrency() + 1),
    transfer: createSlots(concurrency),
    verify: createSlots(concurrency),
  };
  const begin = () => {
    const controller = new AbortController();
    const patience = { clock, random, signal: controller.signal };
    return {
      controller,
      admission: createAdmission(api, list, patience),
      discards: createDiscards(api, patience, () => save()),
      unsubscribe: connection.subscribe(() => checkConnection()),
    };
  };
  /** from the first file until `destroy` */
  let life: ReturnType<typeof begin> | undefined;
  let isRecovered = false;

  const save = (): void => {
    const unfinished = entries().filter(({ item }) => isUnfinished(item));
    const known = unfinished.map(({ item: { name, sizeBytes }, job: { file, ticket } }) => ({
      name,
      sizeBytes: file?.size ?? sizeBytes,
      claim: ticket?.claim,
    }));
    journal?.write([...known, ...(life?.discards.entries() ?? [])]);
  };

  const apply = (entry: Entry<Input, Data>, event: UploadEvent<Data>): boolean => {
    const { status } = entry.item;
    if (!list.apply(entry, event)) return false;
    const { item } = entry;
    if (item.status !== status) save();
    // In a microtask of its own, what a callback throws reaches the page and not the engine.
    if (item.status === "published") {
      queueMicrotask(() => options.onPublished?.(item.data, item));
    }
    if (event.type === "refused") queueMicrotask(() => options.onError?.(event.error, item));
    if (event.type === "retrying") {
      checkConnection();
      if (facts().mode !== "pending") pauseEntry(entry);
    }
    if (isSettled(item)) settled(entry);
    return true;
  };

  const stop = (entry: Entry<Input, Data>): void => {
    entry.run?.abort();
    entry.run = undefined;
  };

  const settled = (entry: Entry<Input, Data>): void => {
    stop(entry);
    if (entry.item.status === "published") entry.job.ticket = undefined;
    const { items, isSettled: isListSettled } = list.getSnapshot();
    if (!isListSettled) return;
    setFacts({ mode: firstMode() });
    queueMicrotask(() => options.onSettled?.(items));
  };

  const pauseEntry = (entry: Entry<Input, Data>): void => {
    if (apply(entry, { type: "pause" })) stop(entry);
  };

  const pauseAll = (mode: "paused" | "offline"): void => {
    setFacts({ mode });
    entries().forEach(pauseEntry);
  };

  const checkConnection = (): void => {
    const { mode } = facts();
    const isOnline = connection.isOnline();
    if (mode === "pending" && !isOnline) pauseAll("offline");
    if (mode === "offline" && isOnline) resume();
  };

  const startWaiting = (): void => {
    if (facts().mode !== "pending") return;
    for (const entry of entries()) {
      if (entry.item.status === "queued" && !entry.run) startRun(entry);
    }
  };

  const startRun = (entry: Entry<Input, Data>): void => {
    const { admission } = (life ??= begin());
    const { signal } = (entry.run = new AbortController());
    // It reports by events, the last of which says how it ended.
    void runUpload(entry.job, {
      api,
      transport,
      clock,
      random,
      signal,
      slots,
      prepare: initial.prepare ?? prepare,
      admit: () => admission.admit(entry, signal),
      admitContent: (prepared) => admission.admitContent(entry, prepared),
      attempt: entry.item.attempt,
      emit: (event) => void apply(entry, event),
    });
  };

  const add = (files: Iterable<File>): Array<Entry<Input, Data>> => {
    life ??= begin();
    const added = [...files].map((file) => {
      const { name, size: sizeBytes } = file;
      // Picked again: what was lost is found.
      setEntries(entries().filter(({ item }) => !isLost(item, file)));
      const entry = list.add({ name, sizeBytes }, { file, input: options.input });
      if (facts().mode === "paused" || facts().mode === "offline") pauseEntry(entry);
      return entry;
    });
    save();
    checkConnection();
    startWaiting();
    return added;
  };

  /** Of what is published there is nothing left to discard. */
  const discard = ({ job }: Entry<Input, Data>): void => {
    const claim = job.ticket?.claim;
    job.ticket = undefined;
    if (claim !== undefined) void life?.discards.add(claim);
  };

  const cancelEntry = (entry: Entry<Input, Data>): void => {
    if (apply(entry, { type: "cancel" })) discard(entry);
  };

  /** For entries that leave the list; one that is being verified is left to the server. */
  const drop = (isDropped: (entry: Entry<Input, Data>) => boolean): void => {
    for (const entry of entries().filter(isDropped)) {
      cancelEntry(entry);
      if (entry.item.status === "failed") discard(entry);
      stop(entry);
    }
    setEntries(entries().filter((entry) => !isDropped(entry)));
    save();
  };

  const chosen = (id: number | undefined): Array<Entry<Input, Data>> =>
    entries().filter(({ item }) => id === undefined || item.id === id);

  const resume = (): void => {
    setFacts({ mode: "pending" });
    for (const entry of entries()) apply(entry, { type: "resume" });
    startWaiting();
  };

  const addAsync = async (files: Iterable<File>): Promise<ReadonlyArray<UploadItem<Data>>> => {
    const added = add(files);
    const isDone = (entry: Entry<Input, Data>): boolean =>
      isSettled(entry.item) || !entries().includes(entry);
    while (!added.every(isDone)) await list.nextChange();
    return added.map(({ item }) => item);
  };

  const recover = async (): Promise<void> => {
    if (isRecovered || !journal) return;
    isRecovered = true;
    const current = (life ??= begin());
    for (const known of await journal.read()) {
      // Destroyed while it was read: then the next visit takes it up.
      if (life !== current) return;
      const { claim, isDiscarded } = known;
      if (isDiscarded) void current.discards.add(claim ?? "");
      else {
        const ticket = claim === undefined ? undefined : sentTicket(claim);
        startRun(list.add(known, { file: null, input: options.input, ticket }));
      }
    }
  };

  return {
    subscribe: list.subscribe,
    getSnapshot: list.getSnapshot,
    setOptions: (next) => {
      options = next;
    },
    add: (files) => void add(files),
    addAsync,
    recover,
    start: resume,
    pause: () => pauseAll("paused"),
    resume,
    cancel: (id) => chosen(id).forEach(cancelEntry),
    retry: (id) => {
      for (const entry of chosen(id)) apply(entry, { type: "retry" });
      if (facts().mode !== "paused") resume();
    },
    move: (id, toIndex) => {
      const others = entries().filter(({ item }) => item.id !== id);
      setEntries(others.toSpliced(toIndex, 0, ...chosen(id)));
    },
    remove: (id) => drop(({ item }) => item.id === id),
    clear: () => {
      drop(() => true);
      setFacts({ mode: firstMode() });
    },
    destroy: () => {
      entries().forEach(stop);
      setEntries([]);
      setFacts({ mode: firstMode() });
      life?.unsubscribe();
      life?.controller.abort();
      life = undefined;
      isRecovered = false;
      preparer?.dispose();
    },
  };
}
