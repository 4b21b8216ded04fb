/** All of ours that an app may have on its page; the photos themselves are not shown, because the browser decodes those. */
import { memo, useEffect } from "react";
import {
  createSessionJournal,
  describeAnnouncement,
  progressOf,
  useImageUpload,
  usePreviewUrl,
  useUploadAnnouncements,
  type UploaderOptions,
  type UploadItem,
} from "../src/index.ts";
import { render } from "./render.tsx";
import type { Image, Input } from "./scripted-api.ts";

type FullPageProps = Pick<UploaderOptions<Input, Image>, "api" | "transport"> & {
  files: File[];
  onSettled: () => void;
};

/** @returns once every file is settled; what is shown is gone when the test is over */
export function showFullPage(props: Omit<FullPageProps, "onSettled">): Promise<void> {
  return new Promise((onSettled) => {
    render(<FullPage {...props} onSettled={onSettled} />);
  });
}

const Row = memo(function Row({ item }: { item: UploadItem<Image> }) {
  const previewUrl = usePreviewUrl(item.file);
  return (
    <li>
      <a href={previewUrl}>{item.name}</a> {item.status}
      <progress value={progressOf(item)} />
    </li>
  );
});

function FullPage({ files, onSettled, ...options }: FullPageProps) {
  const upload = useImageUpload({
    ...options,
    input: { productId: "p1" },
    transform: { maxWidth: 1000, maxHeight: 1000, type: "image/jpeg" },
    journal: createSessionJournal("long-tasks"),
  });
  const { add, isSettled, items, totals } = upload;
  useEffect(() => {
    add(files);
  }, [add, files]);
  useEffect(() => {
    if (isSettled) onSettled();
  }, [isSettled, onSettled]);
  return (
    <>
      <p role="status">
        {useUploadAnnouncements(upload).map((news) => (
          <span key={news.id}>{describeAnnouncement(news)}</span>
        ))}
      </p>
      <progress value={totals.progress} />
      <ul>
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
    </>
  );
}
