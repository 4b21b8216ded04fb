/** A list of uploads as an app would show it, and a shop that it uploads to. */
import type { UploaderOptions } from "@picket/upload-core/client";
import { useEffect, useRef } from "react";
import { expect } from "vitest";
import { page } from "vitest/browser";
import { describeRefusal, useImageUpload, type ImageUpload } from "../src/index.ts";
import {
  createFakeUploads,
  photoFile,
  type FakeUploads,
  type FakeUploadsOptions,
} from "../src/testing.ts";

export type Input = { productId: string };
export type Image = { imageId: string };

export function createShop(
  options: Partial<FakeUploadsOptions<Input, Image>> = {},
): FakeUploads<Input, Image> {
  const publish = ({ name }: { name: string }, { productId }: Input) => ({
    imageId: `${name} of ${productId}`,
  });
  return createFakeUploads({ publish, ...options });
}

export const photos = (...names: string[]): File[] => names.map((name) => photoFile(name));

type UploadsProps = Partial<UploaderOptions<Input, Image>> &
  Pick<UploaderOptions<Input, Image>, "api"> & {
    /** when it is mounted, once */
    add?: File[];
    rootProps?: Parameters<ImageUpload<Input, Image>["getRootProps"]>[0];
    inputProps?: Parameters<ImageUpload<Input, Image>["getInputProps"]>[0];
  };

export function Uploads({ add, rootProps, inputProps, ...options }: UploadsProps) {
  const upload = useImageUpload({ input: { productId: "p1" }, ...options });
  const isAdded = useRef(false);
  const { add: addFiles } = upload;
  useEffect(() => {
    if (add && !isAdded.current) addFiles(add);
    isAdded.current = true;
  }, [add, addFiles]);
  return (
    <div {...upload.getRootProps(rootProps)} data-testid="zone" data-active={upload.isDragActive}>
      <label>
        Choose photos
        <input {...upload.getInputProps(inputProps)} />
      </label>
      <ul>
        {upload.items.map((item) => (
          <li key={item.id}>
            {item.name} {item.status} {item.status === "published" && item.data.imageId}
            {item.status === "rejected" && describeRefusal(item.refusal)}
          </li>
        ))}
      </ul>
      <output>{upload.status}</output>
    </div>
  );
}

export const row = (text: string | RegExp) => page.getByRole("listitem").filter({ hasText: text });

export const rows = (): string[] =>
  page
    .getByRole("listitem")
    .elements()
    .map(({ textContent }) => textContent ?? "");

export async function expectSettled(): Promise<void> {
  await expect.element(page.getByRole("status")).toHaveTextContent("settled");
}
