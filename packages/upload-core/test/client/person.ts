/** Somebody who does anything with an uploader, and never looks away: tells what must not have happened. */
import { createUploader } from "../../src/client/create-uploader.ts";
import { progressOf } from "../../src/client/snapshot.ts";
import { isSettled, type UploadItem } from "../../src/client/state.ts";
// Loaded already when the first file asks for it: no test waits for the disk.
import "../../src/client/upload-runner.ts";
import { turn } from "./fake-clock.ts";
import type { FaultyWorld } from "./faulty-world.ts";
import { createJournalInMemory } from "./journal-in-memory.ts";
import { file, type Image } from "./scripted-server.ts";

export type Action =
  | { type: "wait"; ms: number }
  | { type: "add"; isTwice: boolean }
  | { type: "cancel" | "retry" | "remove" | "findAgain"; which: number }
  | { type: "move"; which: number; toIndex: number }
  | { type: "pause" | "resume" | "clear" | "reload" | "cancelAll" | "retryAll" }
  | { type: "line"; isThere: boolean };

type Item = UploadItem<Image>;

/** In the same try as before, which neither a person nor a failure has broken off. */
function isOnItsWay(item: Item, before: Item | undefined): before is Item {
  const isBrokenOff = item.status === "paused" || (isSettled(item) && item.status !== "published");
  return item === before || (item.attempt === before?.attempt && !isBrokenOff);
}

export function createPerson(world: FaultyWorld) {
  const { clock, uploads, must } = world;
  const journal = createJournalInMemory();
  const contents = new Map<string, string>();
  let openWaits = 0;
  /** as it was when somebody last looked */
  let seen = new Map<number, Item>();
  let seenBytes = 0;
  let retried: readonly Item[] = [];

  const create = () => {
    const created = createUploader({ ...world.ports, journal, input: { productId: "p1" } });
    created.subscribe(() => look());
    return created;
  };
  let uploader = create();
  const items = () => uploader.getSnapshot().items;
  const withStatus = (status: Item["status"]) => items().filter((item) => item.status === status);

  const look = (): void => {
    const { totals, isSettled: isListSettled } = uploader.getSnapshot();
    must(totals.progress >= 0 && totals.progress <= 1, `the list is ${totals.progress} done`);
    const isDone = isListSettled && withStatus("published").length > 0;
    must((totals.progress === 1) === isDone, `the list is ${totals.progress} done`);
    const isSameTry = items().every((item) => isOnItsWay(item, seen.get(item.id)));
    if (isSameTry && seen.size === items().length) {
      must(totals.loadedBytes >= seenBytes, `${totals.loadedBytes} bytes after ${seenBytes}`);
    }
    seenBytes = totals.loadedBytes;
    for (const item of items()) {
      lookAt(item, seen.get(item.id));
      if (item.status === "canceled" || item.status === "rejected") world.letGo(item.name);
    }
    retried = [];
    seen = new Map(items().map((item) => [item.id, item]));
  };

  world.watch(look);

  const lookAt = (item: Item, before: Item | undefined): void => {
    const { name, status, attempt } = item;
    const progress = progressOf(item);
    must(progress >= 0 && progress <= 1, `${name} is ${progress} done`);
    must((progress === 1) === (status === "published"), `${name} is ${status}, ${progress} done`);
    if (!before || before === item) return;
    must(attempt >= before.attempt, `${name}: attempt ${attempt} after ${before.attempt}`);
    const mayLeave = before.status !== "published" && before.status !== "rejected";
    const isAsked = mayLeave && retried.includes(before);
    must(!isSettled(before) || isAsked, `${name} is ${status} after it was ${before.status}`);
    if (isOnItsWay(item, before)) {
      must(progress >= progressOf(before), `${name}: less progress than before`);
    }
  };

  const add = (...names: string[]): void => {
    const added = names.map((name) => file(name, contents.get(name)));
    openWaits += 1;
    void uploader.addAsync(added).then(() => (openWaits -= 1));
  };

  const retry = (some: readonly Item[], doIt: () => void): void => {
    retried = some;
    doIt();
  };

  /** What is taken out while it is being verified is left to the server. */
  const takeOut = (some: readonly Item[], doIt: () => void): void => {
    doIt();
    for (const { name, status } of some) {
      world.letGo(name);
      if (status === "verifying") world.leave(name);
    }
  };

  const doNow = (action: Action): void => {
    const index = "which" in action ? action.which % items().length : 0;
    const item = items()[index];
    switch (action.type) {
      case "wait":
        return;
      case "add": {
        const name = `photo ${contents.size}`;
        contents.set(name, `content of ${name}`);
        if (!action.isTwice) return add(name);
        contents.set(`copy of ${name}`, `content of ${name}`);
        return add(name, `copy of ${name}`);
      }
      case "findAgain":
        if (item?.status === "rejected" && item.refusal.code === "FILE_LOST") add(item.name);
        return;
      case "cancel":
        return item && uploader.cancel(item.id);
      case "retry":
        return item && retry([item], () => uploader.retry(item.id));
      case "remove":
        return item && takeOut([item], () => uploader.remove(item.id));
      case "move":
        return item && uploader.move(item.id, action.toIndex);
      case "pause":
        return uploader.pause();
      case "resume":
        return uploader.resume();
      case "cancelAll":
        return uploader.cancel();
      case "retryAll":
        return retry(withStatus("failed"), uploader.retry);
      case "clear":
        return takeOut(items(), uploader.clear);
      case "line":
        return world.connection.setOnline(action.isThere);
      case "reload":
        uploader.destroy();
        seen = new Map();
        seenBytes = 0;
        uploader = create();
        return void uploader.recover();
    }
  };

  const whenAllSettled = () => clock.runUntil(() => items().every(isSettled));

  return {
    act: async (action: Action): Promise<void> => {
      doNow(action);
      look();
      await (action.type === "wait" ? clock.advance(action.ms) : turn());
    },
    /** Everything becomes good, and whatever stopped is tried again. */
    bringToAnEnd: async (): Promise<void> => {
      world.becomeGood();
      // What is under way may still end badly.
      await clock.advance(900_000);
      must(uploader.getSnapshot().status !== "offline", "the line is back, and nothing goes on");
      uploader.resume();
      await whenAllSettled();
      retry(items(), () => items().forEach(({ id }) => uploader.retry(id)));
      await whenAllSettled();
      await clock.runUntil(() => !journal.known().some(({ isDiscarded }) => isDiscarded));
      // What nobody waits for any more, such as the question for the policy of a list that was cleared.
      await clock.advance(600_000);

      const published = withStatus("published");
      for (const item of items()) {
        const { name, status } = item;
        must(status === "published" || status === "rejected", `${name} ended as ${status}`);
      }
      for (const { name } of published) {
        const own = uploads.filter((upload) => upload.name === name && !upload.isLetGo);
        const count = own.filter(({ state }) => state === "published").length;
        must(count === 1, `${name} is shown, and was published ${count} times`);
      }
      for (const { claim, state, isLeft } of uploads) {
        must(state !== "stored" || isLeft, `${claim} was forgotten`);
      }
      const checked = published.filter((item) => item.file !== null);
      const different = new Set(checked.map(({ name }) => contents.get(name)));
      must(different.size === checked.length, "the same content was published twice");
      must(checked.length <= world.maxFiles, `${checked.length} files are too many`);
      must(openWaits === 0, `${openWaits} promises were not kept`);
      must(clock.pendingMs().length === 0, `waits for ${clock.pendingMs().join()} ms`);
    },
    violations: world.violations,
  };
}
