/** The list's state: who is in it, what it looks like from outside, and who is told when it changes. */
import type { ImagePolicy } from "../image-policy.ts";
import type { Clock } from "./clock.ts";
import { createNotices } from "./notices.ts";
import type { UploadJob } from "./run-upload.ts";
import { createSnapshot, type ListMode, type UploaderSnapshot } from "./snapshot.ts";
import { createSpeedMeter } from "./speed-meter.ts";
import { createItem, isSettled, transition, type UploadEvent, type UploadItem } from "./state.ts";

export type Entry<Input, Data> = {
  item: UploadItem<Data>;
  readonly job: UploadJob<Input>;
  /** counts towards the policy's `maxFiles` */
  isAdmitted?: boolean;
  /** aborts what is under way for this item */
  run?: AbortController | undefined;
};

type ListFacts = { mode: ListMode; policy: ImagePolicy | null };

export type ItemList<Input, Data> = {
  subscribe: (listener: () => void) => () => void;
  getSnapshot: () => UploaderSnapshot<Data>;
  entries: () => ReadonlyArray<Entry<Input, Data>>;
  setEntries: (entries: ReadonlyArray<Entry<Input, Data>>) => void;
  facts: () => Readonly<ListFacts>;
  setFacts: (changes: Partial<ListFacts>) => void;
  isSettled: () => boolean;
  /**
   * For `setEntries`.
   * @param known of a file: what is known of it even when the file itself is not there
   */
  createEntry: (
    known: {
      name: string;
      sizeBytes: number;
      sha256?: string | undefined;
      /** now when left out */
      pickedAtMs?: number | undefined;
    },
    job: Pick<UploadJob<Input>, "file" | "input" | "ticket">,
  ) => Entry<Input, Data>;
  /** @returns whether the event changed the item */
  apply: (entry: Entry<Input, Data>, event: UploadEvent<Data>) => boolean;
};

export function createItemList<Input, Data>(
  clock: Clock,
  initial: ListFacts,
): ItemList<Input, Data> {
  const notices = createNotices(clock);
  const meter = createSpeedMeter(clock);
  let facts = initial;
  let entries: ReadonlyArray<Entry<Input, Data>> = [];
  let unsettledCount = 0;
  let lastId = 0;
  let snapshot: UploaderSnapshot<Data> | null = null;
  let isMeterWatched = false;

  const changed = (): void => {
    snapshot = null;
    notices.changed();
  };

  /** While nothing moves nobody else would say that the speed falls. */
  const watchMeter = (): void => {
    if (isMeterWatched) return;
    isMeterWatched = true;
    clock.after(1000, () => {
      isMeterWatched = false;
      changed();
      if (meter.read() > 0) watchMeter();
    });
  };

  return {
    subscribe: notices.subscribe,
    getSnapshot: () =>
      (snapshot ??= createSnapshot({
        ...facts,
        items: entries.map(({ item }) => item),
        bytesPerSecond: meter.read(),
      })),
    entries: () => entries,
    setEntries: (next) => {
      entries = next;
      entries.forEach(({ job }, index) => (job.position = index));
      unsettledCount = entries.filter(({ item }) => !isSettled(item)).length;
      changed();
    },
    facts: () => facts,
    setFacts: (changes) => {
      facts = { ...facts, ...changes };
      changed();
    },
    isSettled: () => unsettledCount === 0,
    createEntry: ({ name, sizeBytes, sha256, pickedAtMs }, job) => {
      const id = (lastId += 1);
      // Of files that are picked in one instant, each is a millisecond later than the one before.
      pickedAtMs ??= Math.floor(clock.now()) + id;
      const item = createItem({ id, name, sizeBytes, file: job.file });
      return { item, job: { ...job, sha256, pickedAtMs, position: 0 } };
    },
    apply: (entry, event) => {
      const before = entry.item;
      const item = transition(before, event);
      if (item === before) return false;
      entry.item = item;
      unsettledCount += Number(isSettled(before)) - Number(isSettled(item));
      if (item.status === "uploading" && before.status === "uploading") {
        meter.add(item.loadedBytes - before.loadedBytes);
        watchMeter();
      }
      changed();
      return true;
    },
  };
}
