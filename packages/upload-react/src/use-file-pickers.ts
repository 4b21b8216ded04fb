/** Three ways to hand over files: drop, paste, pick. */
import { imageTypes, type ImagePolicy } from "@picket/upload-core/client";
import {
  useState,
  useSyncExternalStore,
  type DragEvent,
  type HTMLAttributes,
  type InputHTMLAttributes,
  type SyntheticEvent,
} from "react";

type RootProps = HTMLAttributes<HTMLElement>;
type InputProps = InputHTMLAttributes<HTMLInputElement> & { webkitdirectory?: string };

/** What an event brings along; an input has no items, nor have the events of some test libraries. */
type Given = { files: FileList | null; items?: DataTransferItemList };

export type FilePickers = {
  /** files are being held over the drop zone */
  isDragActive: boolean;
  /**
   * For the element that takes drops, of folders too, and pastes while it or something in it has the focus.
   * @param props the element's own. Its handlers run first; one that calls `stopPropagation` keeps the event to itself
   */
  getRootProps: (
    props?: RootProps,
  ) => RootProps &
    Required<Pick<RootProps, "onDragEnter" | "onDragOver" | "onDragLeave" | "onDrop" | "onPaste">>;
  /**
   * For an `<input>`, which may be hidden inside a `<label>`.
   * @param props the input's own, which win: `capture: "environment"` opens a phone's camera, `webkitdirectory: ""`
   *   asks for a folder
   */
  getInputProps: (
    props?: InputProps,
  ) => InputProps & Required<Pick<InputProps, "type" | "multiple" | "accept" | "onChange">>;
};

export function useFilePickers(
  add: (files: Iterable<File>) => void,
  policy: ImagePolicy | null,
  isMounted: { readonly current: boolean },
): FilePickers {
  const [isDragActive, setIsDragActive] = useState(false);
  const isHeicOffered = useSyncExternalStore(neverChanges, hasNoHeicPicker, () => true);
  const types = [...(policy?.types ?? imageTypes), ...(isHeicOffered ? heicTypes : [])];

  /** What a zone inside of this one has taken is not taken twice. */
  const chain =
    <E extends SyntheticEvent>(
      theirs: ((event: E) => void) | undefined,
      ours: (event: E) => void,
    ) =>
    (event: E): void => {
      const isTaken = event.defaultPrevented;
      theirs?.(event);
      if (isTaken || event.isPropagationStopped()) setIsDragActive(false);
      else ours(event);
    };

  const onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes("Files")) return;
    // Without this the browser leaves the page to show the file.
    event.preventDefault();
    setIsDragActive(true);
  };

  const take = (event: SyntheticEvent, { files, items }: Given): void => {
    const all = [...(files ?? [])];
    if (all.length === 0) return;
    event.preventDefault();
    // Right now: after the event the browser has forgotten what it gave.
    const entries = [...(items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
    const isFolder = entries.some(({ isDirectory }) => isDirectory) || all[0]?.webkitRelativePath;
    if (!isFolder) return add(all);
    void import("./read-folders.ts")
      .then(({ readFolders }) => readFolders(all, entries))
      // A folder that is taken for a file is refused as one that cannot be read.
      .catch(() => all)
      .then((found) => isMounted.current && add(found));
  };

  return {
    isDragActive,
    getRootProps: (props) => ({
      ...props,
      onDragEnter: chain(props?.onDragEnter, onDragOver),
      onDragOver: chain(props?.onDragOver, onDragOver),
      onDragLeave: chain(props?.onDragLeave, ({ currentTarget, relatedTarget }) => {
        // An element of this page, or nothing of it.
        if (!currentTarget.contains(relatedTarget as Node | null)) setIsDragActive(false);
      }),
      onDrop: chain(props?.onDrop, (event) => {
        setIsDragActive(false);
        take(event, event.dataTransfer);
      }),
      onPaste: chain(props?.onPaste, (event) => take(event, event.clipboardData)),
    }),
    getInputProps: (props) => ({
      type: "file",
      multiple: policy?.maxFiles !== 1,
      accept: types.join(),
      ...props,
      onChange: chain(props?.onChange, (event) => {
        take(event, event.target);
        // Otherwise picking the same file again would be no change.
        event.target.value = "";
      }),
    }),
  };
}

/** Refused all the same, but with a sentence: greyed out in the dialog, nobody would know why. */
const heicTypes = ["image/heic", ".heic", ".heif"];

/** Apple's picker turns HEIC into JPEG by itself, as long as HEIC is not asked for. */
function hasNoHeicPicker(): boolean {
  return !("GestureEvent" in globalThis);
}

const neverChanges = () => () => {};
