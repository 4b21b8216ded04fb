/** The ways in: a file input that looks like a place to drop photos on, beside it a folder, and on a phone the camera. */
import type { ImageUpload } from "@picket/upload-react";
import { useId, type RefObject } from "react";
import { AddPhotoIcon, CameraIcon, FolderIcon } from "../shell/icons.tsx";
import { trpc } from "../trpc.ts";
import { useWords } from "../words/language.tsx";
import { describePolicy } from "./describe-policy.ts";

type DropZoneProps = {
  getInputProps: ImageUpload<unknown, unknown>["getInputProps"];
  input: RefObject<HTMLInputElement | null>;
};

export function DropZone({ getInputProps, input }: DropZoneProps) {
  const id = useId();
  const words = useWords();
  const policy = trpc.uploads.productImage.policy.useQuery(undefined, { staleTime: Infinity });
  return (
    <>
      <h2 id={`${id}-name`} className="section-title">
        {words.dropZone.title}
      </h2>
      <label className="drop-zone">
        <input
          {...getInputProps()}
          ref={input}
          className="visually-hidden"
          aria-labelledby={`${id}-name`}
          aria-describedby={`${id}-hint`}
        />
        <AddPhotoIcon />
        <span className="drop-zone-name for-mouse">{words.dropZone.drop}</span>
        <span className="drop-zone-name for-touch">{words.dropZone.tap}</span>
        <span id={`${id}-hint`} className="drop-zone-hint">
          <span className="for-mouse">{words.dropZone.otherWays}</span>
          <span>{policy.data ? describePolicy(policy.data, words) : "\u00a0"}</span>
        </span>
      </label>
      <label className="button quiet other-way for-mouse">
        <input {...getInputProps({ webkitdirectory: "" })} className="visually-hidden" />
        <FolderIcon />
        {words.dropZone.folder}
      </label>
      <label className="button other-way for-touch">
        <input
          {...getInputProps({ accept: "image/*", capture: "environment", multiple: false })}
          className="visually-hidden"
        />
        <CameraIcon />
        {words.dropZone.camera}
      </label>
    </>
  );
}
