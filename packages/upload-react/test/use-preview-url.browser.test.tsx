import { StrictMode } from "react";
import { expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { usePreviewUrl } from "../src/index.ts";
import { render } from "./render.tsx";
import { photo } from "./scripted-api.ts";

function Preview({ file }: { file: File | null }) {
  const url = usePreviewUrl(file);
  return url === undefined ? <p>nothing</p> : <img alt="preview" src={url} />;
}

const image = page.getByRole("img");

test("a file is shown as it is, and its URL given back when another takes its place", async () => {
  const revoke = vi.spyOn(URL, "revokeObjectURL");
  const { show, unmount } = render(<Preview file={await photo("teal")} />);
  await expect.element(image).toBeVisible();
  await expect.poll(() => (image.element() as HTMLImageElement).naturalWidth).toBe(40);
  const first = image.element().getAttribute("src");
  show(<Preview file={await photo("red")} />);
  await expect.poll(() => image.element().getAttribute("src")).not.toBe(first);
  expect(revoke).toHaveBeenCalledWith(first);
  const second = image.element().getAttribute("src");
  unmount();
  await expect.poll(() => revoke.mock.calls.flat()).toContain(second);
  revoke.mockRestore();
});

test("without a file there is nothing to show", async () => {
  const { show } = render(<Preview file={await photo()} />);
  await expect.element(image).toBeVisible();
  show(<Preview file={null} />);
  await expect.element(page.getByText("nothing")).toBeVisible();
});

test("StrictMode shows it too, and gives back every URL it made", async () => {
  const create = vi.spyOn(URL, "createObjectURL");
  const revoke = vi.spyOn(URL, "revokeObjectURL");
  const { unmount } = render(
    <StrictMode>
      <Preview file={await photo()} />
    </StrictMode>,
  );
  await expect.element(image).toBeVisible();
  await expect.poll(() => (image.element() as HTMLImageElement).naturalWidth).toBe(40);
  unmount();
  const made = () => create.mock.results.map(({ value }) => value as string);
  await expect.poll(() => revoke.mock.calls.flat().sort()).toEqual(made().sort());
  create.mockRestore();
  revoke.mockRestore();
});
