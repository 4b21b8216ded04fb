import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { useImageUpload, useLeaveWarning } from "../src/index.ts";
import type { FakeUploads } from "../src/testing.ts";
import { render } from "./render.tsx";
import { createShop, photos, type Image, type Input } from "./uploads.tsx";

function Page({ shop }: { shop: FakeUploads<Input, Image> }) {
  const upload = useImageUpload({ ...shop.ports, input: { productId: "p1" } });
  useLeaveWarning(upload.items);
  return (
    <>
      <button onClick={() => upload.add(photos("mug.jpg"))}>Add</button>
      <button onClick={() => upload.pause()}>Pause</button>
      <button onClick={() => upload.cancel()}>Cancel</button>
      <output>{upload.items.map(({ status }) => status).join()}</output>
    </>
  );
}

/** Would the browser ask? */
function isWarned(): boolean {
  return !dispatchEvent(new Event("beforeunload", { cancelable: true }));
}

const click = (name: string) => page.getByRole("button", { name }).click();
const status = page.getByRole("status");

test("leaving is warned about while a photo is on its way or paused, and not when it has ended", async () => {
  const shop = createShop({ outcomes: { "*": "hold" } });
  const { unmount } = render(<Page shop={shop} />);
  await expect.element(status).toBeInTheDocument();
  expect(isWarned()).toBe(false);
  await click("Add");
  await expect.element(status).toHaveTextContent("uploading");
  expect(isWarned()).toBe(true);
  await click("Pause");
  await expect.element(status).toHaveTextContent("paused");
  expect(isWarned()).toBe(true);
  await click("Cancel");
  await expect.element(status).toHaveTextContent("canceled");
  expect(isWarned()).toBe(false);
  await click("Add");
  await expect.element(status).toHaveTextContent("uploading");
  unmount();
  expect(isWarned()).toBe(false);
});
