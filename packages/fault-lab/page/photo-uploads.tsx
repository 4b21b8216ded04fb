/** The hook as an app uses it: tRPC's plain client as its `api`, a file input, a list. */
import type { Clock, UploadItem } from "@picket/upload-core/client";
import { createSessionJournal, useImageUpload, usePreviewUrl } from "@picket/upload-react";
import { createTRPCClient, httpLink } from "@trpc/client";
import { useEffect, useMemo, type ReactNode } from "react";
import type { LabRouter } from "../lab/start-api.ts";
import type { LabSettings, LabWindow, SeenItem, SeenList } from "./lab-window.ts";

export function PhotoUploads({
  settings,
  clock,
  onMount,
  onRender,
}: {
  settings: LabSettings;
  clock: Clock | undefined;
  onMount: () => void;
  onRender: (
    list: SeenList,
    actions: Pick<LabWindow, "cancel" | "retry" | "pause" | "resume">,
  ) => void;
}) {
  const api = useMemo(
    () => createTRPCClient<LabRouter>({ links: [httpLink({ url: settings.api })] }).uploads,
    [settings.api],
  );
  const { maxSidePx } = settings;
  const { items, status, totals, cancel, retry, pause, resume, getInputProps } = useImageUpload({
    api,
    input: { productId: "mug" },
    clock,
    // No luck in how long a try waits: exactly as long as the other side asked for.
    random: () => 0,
    ...(settings.journal !== null && { journal: createSessionJournal(settings.journal) }),
    ...(maxSidePx !== null && { transform: { maxWidth: maxSidePx, maxHeight: maxSidePx } }),
  });
  useEffect(() => onMount(), [onMount]);
  useEffect(() => {
    onRender(
      { status, etaSeconds: totals.etaSeconds, items: items.map(seen) },
      { cancel: () => cancel(), retry: () => items.forEach(({ id }) => retry(id)), pause, resume },
    );
  });
  return (
    <>
      <input aria-label="Add photos" {...getInputProps()} />
      <ul>
        <li>
          <Preview file={cover}>a photo that is there from the start</Preview>
        </li>
        {items.map((item) => (
          <li key={item.id}>
            <Preview file={item.file}>{item.name}</Preview>: {item.status}
          </li>
        ))}
      </ul>
    </>
  );
}

const cover = new Blob(["only its address is of interest"]);

/** As a link, because what a picture takes to decode is not what a row is about. */
function Preview({ file, children }: { file: Blob | null; children: ReactNode }) {
  return <a href={usePreviewUrl(file)}>{children}</a>;
}

function seen(item: UploadItem<unknown>): SeenItem {
  const { id, name, sizeBytes, attempt, status, file } = item;
  return {
    id,
    name,
    sizeBytes,
    attempt,
    status,
    hasFile: file !== null,
    code: "refusal" in item ? item.refusal.code : null,
    loadedBytes: "loadedBytes" in item ? item.loadedBytes : null,
    delayMs: "delayMs" in item ? item.delayMs : null,
  };
}
