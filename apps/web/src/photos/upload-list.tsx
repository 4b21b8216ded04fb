/** The files on their way, and the moves that concern all of them. */
import type { ImageUpload } from "@picket/upload-react";
import { useCallback } from "react";
import type { ProductImage } from "../trpc.ts";
import type { Words } from "../words/english.ts";
import { useWords } from "../words/language.tsx";
import type { ItemAction } from "./describe-item.ts";
import { countItems, summarize, type ListCounts } from "./list-counts.ts";
import { ListNotices } from "./list-notices.tsx";
import { PendingMoves } from "./pending-moves.tsx";
import { isFileLost, type PhotoItem } from "./photo-item.ts";
import { UploadRow } from "./upload-row.tsx";
import { UploadTotal } from "./upload-total.tsx";
import { useKeepFocus } from "./use-keep-focus.ts";

type UploadListProps = {
  upload: ImageUpload<never, ProductImage>;
  openPicker: () => void;
  /** takes the focus when what had it is gone from the list */
  focusPicker: () => void;
};

export function UploadList({ upload, openPicker, focusPicker }: UploadListProps) {
  const { items, status, cancel, retry, remove, pause, resume } = upload;
  const { list: words } = useWords();
  const list = useKeepFocus<HTMLElement>((around) => focusNotice(around) || focusPicker());
  const counts = countItems(items);
  const failed = items.filter((item) => item.status === "failed");
  const canceled = items.filter((item) => item.status === "canceled" && item.file);
  const finished = items.filter(isFinished);
  const isPaused = status === "paused";

  const onAction = useCallback(
    (action: ItemAction, id: PhotoItem["id"]) => {
      if (action === "cancel") return cancel(id);
      if (action === "retry") return retry(id);
      focusNeighbour(document.activeElement, focusPicker);
      return remove(id);
    },
    [cancel, retry, remove, focusPicker],
  );
  const retryAll = (some: PhotoItem[]) => some.forEach(({ id }) => retry(id));
  const clearFinished = () => {
    for (const { id } of finished) remove(id);
    focusPicker();
  };

  if (items.length === 0) return null;
  return (
    <section className="upload-list" aria-label={words.name} {...list}>
      <div className="upload-list-head">
        <h2>{titleOf({ ...counts, isPaused }, words)}</h2>
        <p>{summarize(counts, words.counts)}</p>
      </div>
      {counts.pending > 0 && <UploadTotal upload={upload} />}
      {/* One photo has its own button, and what has arrived goes on in any case. */}
      {counts.pending > counts.verifying && (items.length > 1 || isPaused) && (
        <PendingMoves
          isPaused={isPaused}
          pause={pause}
          resume={resume}
          cancelAll={() => cancel()}
        />
      )}
      <ListNotices
        lostCount={counts.lost}
        canceledCount={canceled.length}
        chooseLost={openPicker}
        retryCanceled={() => retryAll(canceled)}
      />
      <ul>
        {items.map((item) => (
          <UploadRow
            key={item.id}
            item={item}
            waitsFor={isPaused ? "person" : "connection"}
            onAction={onAction}
          />
        ))}
      </ul>
      <div className="upload-list-moves">
        {failed.length > 1 && (
          <button type="button" className="button" onClick={() => retryAll(failed)}>
            {words.retryAll(failed.length)}
          </button>
        )}
        {finished.length > 0 && (
          <button type="button" className="button quiet" onClick={clearFinished}>
            {words.clear}
          </button>
        )}
      </div>
    </section>
  );
}

type Whole = Pick<ListCounts, "pending" | "published"> & { isPaused: boolean };

function titleOf({ pending, published, isPaused }: Whole, words: Words["list"]): string {
  if (pending > 0) return isPaused ? words.paused : words.adding;
  return published > 0 ? words.added : words.notPublished;
}

/** What is to be chosen again is not: clearing must not make anybody forget it. */
function isFinished(item: PhotoItem): boolean {
  const { status } = item;
  if (status === "rejected") return !isFileLost(item);
  return status === "published" || status === "canceled";
}

/** After canceling all, the way back is there. @returns whether there is one */
function focusNotice(list: HTMLElement): boolean {
  const move = list.querySelector<HTMLElement>(".list-notice button");
  move?.focus();
  return move !== null;
}

/** The row goes away with its button; the focus moves on to the next row, or to the one before. */
function focusNeighbour(active: Element | null, focusPicker: () => void): void {
  const row = active?.closest<HTMLElement>("li");
  const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
  if (!(neighbour instanceof HTMLElement)) return focusPicker();
  (neighbour.querySelector("button") ?? neighbour).focus();
}
