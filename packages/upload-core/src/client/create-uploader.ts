/** A list of files that upload themselves; framework-free. */
import { uploadError, type UploadError } from "../upload-error.ts";
import { systemClock } from "./clock.ts";
import { browserConnection } from "./connection.ts";
import { createItemList, type Entry } from "./item-list.ts";
import type { ListMode } from "./snapshot.ts";
import { isSettled, type PersonEvent, type UploadEvent } from "./state.ts";
import type { UploadRunner } from "./upload-runner.ts";
import type { Uploader, UploaderOptions } from "./uploader.ts";

/** Creating has no side effect: nothing is asked, started or loaded before the first file is added. */
export function createUploader<Input, Data>(
  initial: UploaderOptions<Input, Data>,
): Uploader<Input, Data> {
  type OwnEntry = Entry<Input, Data>;
  const { journal, connection = browserConnection, clock = systemClock } = initial;
  let options = initial;
  const firstMode = (): ListMode => (options.autoStart === false ? "idle" : "pending");
  const list = createItemList<Input, Data>(clock, { mode: firstMode(), policy: null });
  const { entries, setEntries, facts, setFacts } = list;
  /** from the first file, or what the journal knows, until `destroy` */
  let life: AbortController | undefined;
  let runner: Promise<UploadRunner<Input, Data>> | undefined;

  const begin = (): AbortSignal => {
    if (!life) {
      life = new AbortController();
      connection.watch(checkConnection, life.signal);
    }
    return life.signal;
  };

  const load = (): Promise<UploadRunner<Input, Data>> => {
    const signal = begin();
    return (runner ??= import("./upload-runner.ts").then(
      ({ createUploadRunner }) =>
        createUploadRunner(initial, () => options, { ...list, clock, signal }),
      (cause: unknown) => {
        // The next file tries again.
        runner = undefined;
        throw uploadError("SERVER_UNREACHABLE", { cause });
      },
    ));
  };

  const save = (): void => journal?.save(entries);

  const apply = (entry: OwnEntry, event: UploadEvent<Data>): void => {
    // Without a line, what is not the file's fault waits for one.
    if (event.type === "failed") checkConnection();
    if (!list.apply(entry, event) || event.type === "progress") return;
    const { item } = entry;
    save();
    // In a microtask of its own, what a callback throws reaches the page and not the engine.
    queueMicrotask(() => {
      if (item.status === "published") options.onPublished?.(item.data, item);
      if ("error" in event) options.onError?.(event.error, item);
    });
    if (event.type === "retrying") {
      checkConnection();
      if (isHeld()) apply(entry, { type: "pause" });
    }
    // Of what was rejected an earlier try may have arrived.
    if (item.status === "canceled" || item.status === "rejected") discard(entry);
    if (item.status === "paused" || isSettled(item)) stop(entry);
    if (isSettled(item)) checkSettled();
  };

  const stop = (entry: OwnEntry): void => {
    entry.run?.abort();
    entry.run = undefined;
  };

  const checkSettled = (): void => {
    if (!list.isSettled()) return;
    const { items } = list.getSnapshot();
    reset();
    queueMicrotask(() => options.onSettled?.(items));
  };

  const reset = (): void => setFacts({ mode: firstMode() });

  const chosen = (id?: number): OwnEntry[] =>
    entries().filter(({ item }) => id === undefined || item.id === id);

  const applyAll = (type: PersonEvent["type"], some = chosen()): void => {
    for (const entry of some) apply(entry, { type });
  };

  const pauseAll = (mode: "paused" | "offline"): void => {
    setFacts({ mode });
    applyAll("pause");
  };

  const isHeld = (): boolean => facts().mode === "paused" || facts().mode === "offline";

  const checkConnection = (): void => {
    const { mode } = facts();
    const isOnline = connection.isOnline();
    if (mode === "pending" && !isOnline) pauseAll("offline");
    if (mode === "offline" && isOnline) resume();
  };

  const startRun = (entry: OwnEntry): void => {
    const { signal } = (entry.run = new AbortController());
    const { attempt } = entry.item;
    const emit = (event: UploadEvent<Data>): void => {
      if (!signal.aborted) apply(entry, event);
    };
    void load().then(
      ({ run }) => void run(entry, signal, emit),
      (error: UploadError) => emit({ type: "failed", error, attempt }),
    );
  };

  const start = (some: Iterable<OwnEntry>): void => {
    for (const entry of some) {
      if (entry.item.status === "queued" && !entry.run) startRun(entry);
    }
  };

  const resume = (): void => {
    setFacts({ mode: "pending" });
    applyAll("resume");
    start(entries());
  };

  const add = (files: Iterable<File>): OwnEntry[] => {
    begin();
    const picked = [...files];
    const added = picked.map((file) => {
      const pickedAtMs = journal?.pickedAtMs(entries(), file);
      const known = { name: file.name, sizeBytes: file.size, pickedAtMs };
      return list.createEntry(known, { file, input: options.input });
    });
    // Picked again: what was lost is found.
    const others = entries().filter(({ item }) => !journal?.isFound(item, picked));
    setEntries([...others, ...added]);
    save();
    checkConnection();
    if (isHeld()) applyAll("pause", added);
    else if (facts().mode === "pending") start(added);
    return added;
  };

  const forget = (claim: string): void => {
    const told = load().then(({ discard }) => discard(claim));
    // Where that fails, the journal tells the next visit.
    told.catch(() => {});
    journal?.discarding(claim, told);
    save();
  };

  const discard = ({ job }: OwnEntry): void => {
    const claim = job.ticket?.claim;
    job.ticket = undefined;
    if (claim !== undefined) forget(claim);
  };

  const drop = (dropped: OwnEntry[]): void => {
    applyAll("cancel", dropped);
    // One that is being verified is left to the server.
    const isAnyLeft = !list.isSettled();
    for (const entry of dropped) {
      if (entry.item.status === "failed") discard(entry);
      stop(entry);
    }
    setEntries(entries().filter((entry) => !dropped.includes(entry)));
    save();
    if (isAnyLeft) checkSettled();
  };

  return {
    subscribe: list.subscribe,
    getSnapshot: list.getSnapshot,
    setOptions: (next) => {
      options = next;
    },
    add: (files) => void add(files),
    addAsync: (files) =>
      new Promise((resolve) => {
        const added = add(files);
        const check = (): void => {
          const isDone = added.every(
            (entry) => isSettled(entry.item) || !entries().includes(entry),
          );
          if (!isDone) return;
          unsubscribe();
          resolve(added.map(({ item }) => item));
        };
        const unsubscribe = list.subscribe(check);
        check();
      }),
    recover: async () => {
      await journal?.recover({
        signal: begin(),
        takeUp: (known, ticket) => {
          const entry = list.createEntry(known, { file: null, input: options.input, ticket });
          setEntries([...entries(), entry]);
          start([entry]);
        },
        discard: forget,
      });
    },
    start: resume,
    pause: () => pauseAll("paused"),
    resume,
    cancel: (id) => applyAll("cancel", chosen(id)),
    retry: (id) => {
      const isMeant = ({ item }: OwnEntry): boolean => id !== undefined || item.status === "failed";
      const some = chosen(id).filter(isMeant);
      applyAll("retry", some);
      // Whoever asks for it gets a try, line or no line.
      if (facts().mode === "offline") resume();
      else if (!isHeld()) start(some);
    },
    move: (id, toIndex) => {
      const others = entries().filter(({ item }) => item.id !== id);
      setEntries(others.toSpliced(Math.max(0, toIndex), 0, ...chosen(id)));
    },
    remove: (id) => drop(chosen(id)),
    clear: () => {
      drop(chosen());
      reset();
    },
    destroy: () => {
      journal?.close();
      entries().forEach(stop);
      setEntries([]);
      reset();
      life?.abort();
      life = undefined;
      runner = undefined;
    },
  };
}
