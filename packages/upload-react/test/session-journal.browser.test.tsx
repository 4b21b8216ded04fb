import { StrictMode } from "react";
import { afterEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { createSessionJournal } from "../src/index.ts";
import type { FakeUploads } from "../src/testing.ts";
import { render } from "./render.tsx";
import { createShop, photos, row, rows, Uploads, type Image, type Input } from "./uploads.tsx";

afterEach(() => {
  sessionStorage.clear();
});

/** The page, as it is after each reload. */
function visit({ ports }: FakeUploads<Input, Image>, add: File[] = []) {
  return render(
    <StrictMode>
      <Uploads {...ports} journal={createSessionJournal("p1")} add={add} />
    </StrictMode>,
  );
}

test("after a reload, what had arrived is finished, and what had not is asked for again", async () => {
  const shop = createShop({ outcomes: { "mug.jpg": ["INTERNAL", "publish"], "oak.jpg": "hold" } });
  const { unmount } = visit(shop, photos("mug.jpg", "oak.jpg"));
  await expect.element(row("mug.jpg retrying")).toBeVisible();
  await expect.poll(shop.held).toEqual(["oak.jpg"]);
  unmount();
  await expect.poll(shop.held).toEqual([]);

  visit(shop);
  await expect.element(row("mug.jpg published mug.jpg of p1")).toBeVisible();
  await expect.element(row("oak.jpg rejected")).toHaveTextContent("Choose it again");
  expect(shop.requests.filter((request) => request === "transfer mug.jpg")).toHaveLength(1);

  shop.setOutcomes("oak.jpg", "publish");
  await userEvent.upload(page.getByLabelText("Choose photos"), photos("oak.jpg"));
  await expect.element(row("oak.jpg published oak.jpg of p1")).toBeVisible();
  expect(rows()).toHaveLength(2);
  expect(sessionStorage).toHaveLength(0);
});

test("a page that is opened for the first time has nothing to take up", async () => {
  const shop = createShop();
  visit(shop);
  await expect.element(page.getByTestId("zone")).toBeVisible();
  await shop.clock.advance(0);
  expect([rows(), shop.requests]).toEqual([[], []]);
});
