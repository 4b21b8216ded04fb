/** Three ways to hand over files: drop, paste, pick. */
import { imageTypes, type ImagePolicy } from "@picket/upload-core/client";
import {
  useState,
  useSyncExternalStore,
  type ChangeEvent,
  type ClipboardEvent,
  type DragEvent,
  type HTMLAttributes,
  type InputHTMLAttributes,
} from "react";

type DropZone = Required<
  Pick<
    HTMLAttributes<HTMLElement>,
    "onDragEnter" | "onDragOver" | "onDragLeave" | "onDrop" | "onPaste"
  >
>;
type FileInput = Required<
  Pick<InputHTMLAttributes<HTMLInputElement>, "type" | "multiple" | "accept" | "onChange">
>;

export type FilePickers = {
  /** files are being held over the drop zone */
  isDragActive: boolean;
  /** for the element that takes drops, and pastes while it or something in it has the focus */
  getRootProps: () => DropZone;
  /** for an `<input>`, which may be hidden inside a `<label>` */
  getInputProps: () => FileInput;
};

export function useFilePickers(
  add: (files: Iterable<File>) => void,
  policy: ImagePolicy | null,
): FilePickers {
  const [isDragActive, setIsDragActive] = useState(false);
  const isHeicOffered = useSyncExternalStore(neverChanges, hasNoHeicPicker, () => true);
  const types = [...(policy?.types ?? imageTypes), ...(isHeicOffered ? heicTypes : [])];

  const onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes("Files")) return;
    // Without this the browser leaves the page to show the file.
    event.preventDefault();
    setIsDragActive(true);
  };

  return {
    isDragActive,
    getRootProps: () => ({
      onDragEnter: onDragOver,
      onDragOver,
      onDragLeave: ({ currentTarget, relatedTarget }) => {
        const isInside = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
        if (!isInside) setIsDragActive(false);
      },
      onDrop: (event) => {
        setIsDragActive(false);
        takeFiles(event, event.dataTransfer.files, add);
      },
      onPaste: (event) => takeFiles(event, event.clipboardData.files, add),
    }),
    getInputProps: () => ({
      type: "file",
      multiple: policy?.maxFiles !== 1,
      accept: types.join(),
      onChange: ({ target }: ChangeEvent<HTMLInputElement>) => {
        add([...(target.files ?? [])]);
        // Otherwise picking the same file again would be no change.
        target.value = "";
      },
    }),
  };
}

function takeFiles(
  event: DragEvent | ClipboardEvent,
  files: FileList,
  add: (files: Iterable<File>) => void,
): void {
  if (files.length === 0) return;
  event.preventDefault();
  add([...files]);
}

/** Refused all the same, but with a sentence: greyed out in the dialog, nobody would know why. */
const heicTypes = ["image/heic", ".heic", ".heif"];

/** Apple's picker turns HEIC into JPEG by itself, as long as HEIC is not asked for. */
function hasNoHeicPicker(): boolean {
  return !("GestureEvent" in globalThis);
}

const neverChanges = () => () => {};
