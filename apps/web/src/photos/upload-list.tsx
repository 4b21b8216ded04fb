/** The files on their way, and the moves that concern all of them. */
import { useCallback, useRef } from "react";
import type { ItemAction } from "./describe-item.ts";
import { countItems, summarize, type ListCounts } from "./list-counts.ts";
import type { PhotoItem } from "./photo-item.ts";
import { UploadRow } from "./upload-row.tsx";

type UploadListProps = {
  items: readonly PhotoItem[];
  cancel: (id: PhotoItem["id"]) => void;
  retry: (id: PhotoItem["id"]) => void;
  remove: (id: PhotoItem["id"]) => void;
  /** takes the focus when the list is empty */
  focusPicker: () => void;
};

export function UploadList({ items, cancel, retry, remove, focusPicker }: UploadListProps) {
  const list = useRef<HTMLUListElement>(null);
  const counts = countItems(items);
  const failed = items.filter(({ status }) => status === "failed");
  const settled = items.filter(({ status }) => isSettled(status));

  const onAction = useCallback(
    (action: ItemAction, id: PhotoItem["id"]) => {
      if (action === "cancel") return cancel(id);
      if (action === "retry") return retry(id);
      focusNeighbour(list.current, document.activeElement, focusPicker);
      return remove(id);
    },
    [cancel, retry, remove, focusPicker],
  );
  const clearSettled = () => {
    for (const { id } of settled) remove(id);
    focusPicker();
  };

  if (items.length === 0) return null;
  return (
    <section className="upload-list" aria-label="Photos being added">
      <div className="upload-list-head">
        <h2>{titleOf(counts)}</h2>
        <p>{summarize(counts)}</p>
      </div>
      <ul ref={list}>
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
        {settled.length > 0 && (
          <button type="button" className="button quiet" onClick={clearSettled}>
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

function isSettled(status: PhotoItem["status"]): boolean {
  return status === "published" || status === "rejected" || status === "canceled";
}

/** The row goes away with its button; the focus moves on to the next row, or to the one before. */
function focusNeighbour(
  list: HTMLElement | null,
  active: Element | null,
  focusPicker: () => void,
): void {
  const row = active?.closest<HTMLElement>("li");
  const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
  if (!list || !(neighbour instanceof HTMLElement)) return focusPicker();
  (neighbour.querySelector("button") ?? neighbour).focus();
}
