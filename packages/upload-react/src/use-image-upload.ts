/** The upload engine as a hook. */
import {
  createUploader,
  type Uploader,
  type UploaderOptions,
  type UploaderSnapshot,
} from "@picket/upload-core/client";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useFilePickers, type FilePickers } from "./use-file-pickers.ts";

export type ImageUpload<Input, Data> = UploaderSnapshot<Data> &
  Omit<Uploader<Input, Data>, "subscribe" | "getSnapshot" | "setOptions" | "recover" | "destroy"> &
  FilePickers;

/**
 * @param options `api`, `journal`, `transport`, `prepare`, `connection`, `clock` and `random` are read once, all others
 *   on every render
 * @returns the list as it is now, what can be done with it, and props for a drop zone and a file input.
 *   The functions never change. What is not finished when the component goes is stopped
 */
export function useImageUpload<Input, Data>(
  options: UploaderOptions<Input, Data>,
): ImageUpload<Input, Data> {
  const [uploader] = useState(() => createUploader(options));
  const { subscribe, getSnapshot, setOptions, recover, destroy, ...actions } = uploader;
  useEffect(() => setOptions(options));
  const isMounted = useLifetime(recover, destroy);
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
  return { ...snapshot, ...actions, ...useFilePickers(actions.add, snapshot.policy, isMounted) };
}

/** StrictMode and hot reloading unmount and mount again at once: that must not stop an upload. */
function useLifetime(begin: () => Promise<void>, end: () => void): { readonly current: boolean } {
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    void begin();
    return () => {
      isMounted.current = false;
      setTimeout(() => isMounted.current || end());
    };
  }, [begin, end]);
  return isMounted;
}
