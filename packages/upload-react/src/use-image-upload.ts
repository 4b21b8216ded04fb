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
 *   What can be done is the same functions on every render, the props are not. What is not finished when the component
 *   goes is stopped
 */
export function useImageUpload<Input, Data>(
  options: UploaderOptions<Input, Data>,
): ImageUpload<Input, Data> {
  const [uploader] = useState(() => createUploader(options));
  const { subscribe, getSnapshot, setOptions, recover, destroy, ...actions } = uploader;
  const isMounted = useRef(false);
  useEffect(() => setOptions(options));
  useEffect(() => {
    isMounted.current = true;
    void recover();
    return () => {
      isMounted.current = false;
      // StrictMode and hot reloading unmount and mount again at once: that must not stop an upload.
      setTimeout(() => isMounted.current || destroy());
    };
  }, [recover, destroy]);
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
  return { ...snapshot, ...actions, ...useFilePickers(actions.add, snapshot.policy, isMounted) };
}
