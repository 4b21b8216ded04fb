/** The upload engine as a hook. */
import {
  createUploader,
  type Uploader,
  type UploaderOptions,
  type UploaderSnapshot,
} from "@picket/upload-core/client";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useFilePickers, type FilePickers } from "./use-file-pickers.ts";

export type ImageUpload<Input, Data> = UploaderSnapshot<Data> &
  Pick<
    Uploader<Input, Data>,
    "add" | "start" | "pause" | "resume" | "cancel" | "retry" | "remove" | "clear"
  > &
  FilePickers;

/**
 * @param options `api`, `transport`, `prepare`, `clock` and `random` are read once, all others on every render
 * @returns the list as it is now, what can be done with it, and props for a drop zone and a file input.
 *   The functions never change. What is not finished when the component goes is stopped
 */
export function useImageUpload<Input, Data>(
  options: UploaderOptions<Input, Data>,
): ImageUpload<Input, Data> {
  const [uploader] = useState(() => createUploader(options));
  useEffect(() => uploader.setOptions(options));
  useDestroyAfterUnmount(uploader);

  const { subscribe, getSnapshot, setOptions: _, destroy: __, ...actions } = uploader;
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
  return { ...snapshot, ...actions, ...useFilePickers(uploader.add, snapshot.policy) };
}

/** StrictMode and hot reloading unmount and mount again at once: that must not stop an upload. */
function useDestroyAfterUnmount({ destroy }: Pick<Uploader<never, never>, "destroy">): void {
  const [unmount] = useState<{ timer?: ReturnType<typeof setTimeout> }>({});
  useEffect(() => {
    clearTimeout(unmount.timer);
    return () => {
      unmount.timer = setTimeout(destroy);
    };
  }, [destroy, unmount]);
}
