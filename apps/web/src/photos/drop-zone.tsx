/** The ways in: a file input that looks like a place to drop photos on, and on a phone the camera. */
import type { ImageUpload } from "@picket/upload-react";
import { useId, type RefObject } from "react";
import { AddPhotoIcon, CameraIcon } from "../shell/icons.tsx";
import { trpc } from "../trpc.ts";
import { describePolicy } from "./describe-policy.ts";

type DropZoneProps = {
  getInputProps: ImageUpload<unknown, unknown>["getInputProps"];
  input: RefObject<HTMLInputElement | null>;
};

export function DropZone({ getInputProps, input }: DropZoneProps) {
  const id = useId();
  const policy = trpc.uploads.productImage.policy.useQuery(undefined, { staleTime: Infinity });
  return (
    <>
      <h2 id={`${id}-name`} className="section-title">
        Add photos
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
        <span className="drop-zone-name for-mouse">Drop photos anywhere here</span>
        <span className="drop-zone-name for-touch">Tap to choose photos</span>
        <span id={`${id}-hint`} className="drop-zone-hint">
          <span className="for-mouse">or paste them, or click to choose</span>
          <span>{policy.data ? describePolicy(policy.data) : "\u00a0"}</span>
        </span>
      </label>
      <label className="button take-photo">
        <input
          {...getInputProps({ accept: "image/*", capture: "environment", multiple: false })}
          className="visually-hidden"
        />
        <CameraIcon />
        Take photo
      </label>
    </>
  );
}
