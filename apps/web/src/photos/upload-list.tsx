/** The files on their way, and the moves that concern all of them. */
import type { ImageUpload } from "@picket/upload-react";
import { useCallback } from "react";
import type { ProductImage } from "../trpc.ts";
import type { ItemAction } from "./describe-item.ts";
import { countItems, summarize, type ListCounts } from "./list-counts.ts";
import { LostNotice } from "./lost-notice.tsx";
import { isFileLost, type PhotoItem } from "./photo-item.ts";
import { UploadRow } from "./upload-row.tsx";
import { UploadTotal } from "./upload-total.tsx";
import { useKeepFocus } from "./use-keep-focus.ts";

type UploadListProps = Pick<ImageUpload<never, ProductImage>, "totals" | "status"> & {
  items: readonly PhotoItem[];
  cancel: (id: PhotoItem["id"]) => void;
  retry: (id: PhotoItem["id"]) => void;
  remove: (id: PhotoItem["id"]) => void;
  openPicker: () => void;
  /** takes the focus when what had it is gone from the list */
  focusPicker: () => void;
};

export function UploadList(props: UploadListProps) {
  const { items, cancel, retry, remove, openPicker, focusPicker } = props;
  const list = useKeepFocus<HTMLElement>(focusPicker);
  const counts = countItems(items);
  const failed = items.filter(({ status }) => status === "failed");
  const finished = items.filter(isFinished);

  const onAction = useCallback(
    (action: ItemAction, id: PhotoItem["id"]) => {
      if (action === "cancel") return cancel(id);
      if (action === "retry") return retry(id);
      focusNeighbour(document.activeElement, focusPicker);
      return remove(id);
    },
    [cancel, retry, remove, focusPicker],
  );
  const clearFinished = () => {
    for (const { id } of finished) remove(id);
    focusPicker();
  };

  if (items.length === 0) return null;
  return (
    <section className="upload-list" aria-label="Photos being added" {...list}>
      <div className="upload-list-head">
        <h2>{titleOf(counts)}</h2>
        <p>{summarize(counts)}</p>
      </div>
      {counts.pending > 0 && <UploadTotal upload={props} />}
      {counts.lost > 0 && <LostNotice count={counts.lost} onChoose={openPicker} />}
      <ul>
        {items.map((item) => (
          <UploadRow key={item.id} item={item} onAction={onAction} />
        ))}
      </ul>
      <div className="upload-list-moves">
        {failed.length > 1 && (
          <button
            type="button"
            className="button"
            onClick={() => failed.forEach(({ id }) => retry(id))}
          >
            Try all {failed.length} again
          </button>
        )}
        {finished.length > 0 && (
          <button type="button" className="button quiet" onClick={clearFinished}>
            Clear finished
          </button>
        )}
      </div>
    </section>
  );
}

function titleOf({ pending, published }: ListCounts): string {
  if (pending > 0) return "Adding photos";
  return published > 0 ? "Added just now" : "Not published";
}

/** What is to be chosen again is not: clearing must not make anybody forget it. */
function isFinished(item: PhotoItem): boolean {
  const { status } = item;
  if (status === "rejected") return !isFileLost(item);
  return status === "published" || status === "canceled";
}

/** The row goes away with its button; the focus moves on to the next row, or to the one before. */
function focusNeighbour(active: Element | null, focusPicker: () => void): void {
  const row = active?.closest<HTMLElement>("li");
  const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
  if (!(neighbour instanceof HTMLElement)) return focusPicker();
  (neighbour.querySelector("button") ?? neighbour).focus();
}
