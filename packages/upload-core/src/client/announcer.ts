/** What a list of uploads has to say to somebody who does not see it: each thing once, as data. */
import type { Refusal } from "../upload-error.ts";
import type { UploaderSnapshot } from "./snapshot.ts";
import { isSettled, type UploadItem, type UploadStatus } from "./state.ts";

type Item = UploadItem<unknown>;
type Items = Map<number, Item>;

type News =
  /** so many files are under way that were not before: added, started or tried again */
  | { readonly type: "started"; readonly count: number }
  /** 0.25, 0.5 or 0.75 of the total */
  | { readonly type: "progress"; readonly progress: number }
  /** one file was rejected or failed */
  | { readonly type: "failed"; readonly name: string; readonly refusal: Refusal }
  /** nothing is under way any more; what became of the files since the last time that this was so */
  | {
      readonly type: "finished";
      readonly publishedCount: number;
      readonly failedCount: number;
      readonly canceledCount: number;
    };

/** `id` counts up, so that a live region can tell the same sentence from the one before. */
export type Announcement = News & { readonly id: number };

/**
 * To be called with each snapshot, or with as many of them as are seen.
 * @returns what is new since the last one; often nothing
 */
export type Announcer = (
  snapshot: Pick<UploaderSnapshot<unknown>, "items" | "status" | "totals">,
) => ReadonlyArray<Announcement>;

/**
 * @example
 * const announce = createAnnouncer();
 * uploader.subscribe(() => announce(uploader.getSnapshot()).forEach(show));
 */
export function createAnnouncer(): Announcer {
  let lastId = 0;
  let before: Items | undefined;
  /** what was under way since the last `finished`, as it was seen last */
  const batch: Items = new Map();
  let quarter = 0;

  const wasUnderWay = ({ id }: Item): boolean => {
    const seen = batch.get(id);
    return seen !== undefined && !isSettled(seen);
  };
  const isNews = (item: Item): boolean => {
    const seen = before?.get(item.id);
    return seen?.status !== item.status || seen.attempt !== item.attempt;
  };

  const tell = ({ items, status, totals }: Parameters<Announcer>[0]): News[] => {
    const underWay = status === "idle" ? [] : items.filter((item) => !isSettled(item));
    const started = underWay.filter((item) => !wasUnderWay(item));
    // Of a list that is older than this announcer nobody knows what was said before.
    const ended = before ? items.filter((item) => isSettled(item) && isNews(item)) : [];
    const isNewBatch = batch.size === 0;
    const lastQuarter = quarter;
    before = new Map(items.map((item) => [item.id, item]));
    for (const [id, { status: seen }] of batch) {
      if (!before.has(id) && seen !== "published") batch.delete(id);
    }
    for (const item of [...underWay, ...ended]) batch.set(item.id, item);
    quarter = underWay.length > 0 ? Math.max(quarter, Math.floor(totals.progress * 4)) : 0;

    const news: News[] = [];
    if (started.length > 0) news.push({ type: "started", count: started.length });
    if (quarter > lastQuarter && !isNewBatch) {
      news.push({ type: "progress", progress: quarter / 4 });
    }
    for (const item of ended) {
      if (item.status !== "rejected" && item.status !== "failed") continue;
      news.push({ type: "failed", name: item.name, refusal: item.refusal });
    }
    if (underWay.length === 0 && batch.size > 0) {
      news.push(countEnds([...batch.values()]));
      batch.clear();
    }
    return news;
  };

  return (snapshot) => tell(snapshot).map((news) => ({ ...news, id: (lastId += 1) }));
}

function countEnds(items: readonly Item[]): News {
  const count = (...statuses: UploadStatus[]): number =>
    items.filter(({ status }) => statuses.includes(status)).length;
  return {
    type: "finished",
    publishedCount: count("published"),
    failedCount: count("rejected", "failed"),
    canceledCount: count("canceled"),
  };
}
