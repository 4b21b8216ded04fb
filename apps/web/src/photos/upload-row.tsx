/** One file on its way: what it is, how it stands, what can be done about it. */
import { usePreviewUrl } from "@picket/upload-react";
import { memo, useState, type ReactNode } from "react";
import { CheckIcon, CloseIcon, PhotoIcon, RetryIcon, WarningIcon } from "../shell/icons.tsx";
import type { ProductImage } from "../trpc.ts";
import { describeItem, type ItemAction } from "./describe-item.ts";
import { formatSize } from "../words/format-size.ts";
import { useWords } from "../words/language.tsx";
import type { PhotoItem } from "./photo-item.ts";
import { ProgressBar } from "./progress-bar.tsx";
import { useKeepFocus } from "./use-keep-focus.ts";

type UploadRowProps = {
  item: PhotoItem;
  /** what makes a paused list go on */
  waitsFor: "connection" | "person";
  onAction: (action: ItemAction, id: PhotoItem["id"]) => void;
};

export const UploadRow = memo(function UploadRow(props: UploadRowProps) {
  const { item, waitsFor, onAction } = props;
  const words = useWords();
  const { tone, text, progress, actions } = describeItem(item, words, waitsFor);
  const focus = useKeepFocus<HTMLLIElement>(focusIn);
  return (
    <li className="upload-row" data-tone={tone} tabIndex={-1} {...focus}>
      <Thumbnail item={item} />
      <div className="upload-facts">
        <p className="upload-name">
          <span className="upload-file-name" title={item.name}>
            {item.name}
          </span>
          <span className="upload-size">{formatSize(item.sizeBytes, words.locale)}</span>
        </p>
        <p className="upload-status">
          {tone === "good" && <CheckIcon />}
          {tone === "bad" && <WarningIcon />}
          <span>{text}</span>
        </p>
        {progress !== null && (
          <ProgressBar progress={progress} label={words.item.progressOf(item.name)} text={text} />
        )}
      </div>
      <div className="upload-actions">
        {actions.map((action) => (
          <button
            key={action}
            type="button"
            className="button icon-button"
            aria-label={words.actionOn(words.actions[action], item.name)}
            title={words.actions[action]}
            onClick={() => onAction(action, item.id)}
          >
            {icons[action]}
          </button>
        ))}
      </div>
    </li>
  );
});

const icons: Record<ItemAction, ReactNode> = {
  cancel: <CloseIcon />,
  retry: <RetryIcon />,
  remove: <CloseIcon />,
};

function focusIn(row: HTMLElement): void {
  (row.querySelector("button") ?? row).focus();
}

/** The file itself, if the page has it, until it is published, then the picture that everybody gets. */
function Thumbnail({ item }: { item: PhotoItem }) {
  const previewUrl = usePreviewUrl(item.file);
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const url = item.status === "published" ? smallestUrl(item.data) : previewUrl;
  return (
    <span className="upload-thumbnail">
      {url && url !== brokenUrl ? (
        <img src={url} alt="" decoding="async" onError={() => setBrokenUrl(url)} />
      ) : (
        <PhotoIcon />
      )}
    </span>
  );
}

function smallestUrl({ variants, jpegUrl }: ProductImage): string {
  return variants[0]?.url ?? jpegUrl;
}
