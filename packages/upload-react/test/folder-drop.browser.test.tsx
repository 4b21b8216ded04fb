import { cdp, page } from "vitest/browser";
import { expect, inject, test } from "vitest";
import { photoFile } from "../src/testing.ts";
import { render } from "./render.tsx";
import { createShop, row, rows, Uploads } from "./uploads.tsx";

const zone = () => page.getByTestId("zone");

/** As a person does it: by the browser, with folders and files of the disk. */
async function dropFromDisk(files: string[]): Promise<void> {
  await expect.element(zone()).toBeVisible();
  const { x, y } = centerOf(zone().element());
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await cdp().send("Input.dispatchDragEvent", { type, x, y, data });
  }
}

/** In the window's own coordinates: the tests run in a frame, which may be scaled. */
function centerOf(element: Element): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  const frame = window.frameElement?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, 0);
  const scale = frame.width / window.innerWidth;
  return { x: frame.left + (left + width / 2) * scale, y: frame.top + (top + height / 2) * scale };
}

test("a dropped folder is read to the bottom, in order, without hidden files", async () => {
  const { ports } = createShop({ policy: { maxFiles: 300 } });
  render(<Uploads {...ports} autoStart={false} />);
  await dropFromDisk([inject("photoFolder")]);
  const names = Array.from({ length: 250 }, (_, index) => `${index + 1}.jpg`);
  // The folder inside is called 999.
  const expected = [...names, "1.jpg", "2.jpg"].map((name) => `${name} queued `);
  await expect.poll(rows).toEqual(expected);
  await expect.element(zone()).toHaveAttribute("data-active", "false");
});

test("what is in the folder can be read and uploaded", async () => {
  const { ports, tickets } = createShop();
  render(<Uploads {...ports} />);
  await dropFromDisk([`${inject("photoFolder")}/999`]);
  await expect.element(row("2.jpg published")).toBeVisible();
  await expect.element(row("1.jpg published")).toBeVisible();
  const { length } = "content of 999/1.jpg";
  expect(tickets.map(({ file }) => file.sizeBytes)).toEqual([length, length]);
});

test("files beside a folder keep their place, hidden ones too, because somebody chose them", async () => {
  const { ports } = createShop({ policy: { types: ["image/jpeg"] } });
  render(<Uploads {...ports} autoStart={false} />);
  const folder = inject("photoFolder");
  await dropFromDisk([`${folder}/7.jpg`, `${folder}/999`, `${folder}/Thumbs.db`]);
  await expect
    .poll(rows)
    .toEqual(["7.jpg queued ", "1.jpg queued ", "2.jpg queued ", "Thumbs.db queued "]);
});

test("files alone need no reading", async () => {
  const { ports } = createShop();
  render(<Uploads {...ports} autoStart={false} />);
  const folder = inject("photoFolder");
  await dropFromDisk([`${folder}/2.jpg`, `${folder}/1.jpg`]);
  await expect.poll(rows).toEqual(["2.jpg queued ", "1.jpg queued "]);
});

test("a folder that is still being read when its page is left is forgotten", async () => {
  const { ports, requests, clock } = createShop();
  const { unmount } = render(<Uploads {...ports} />);
  await expect.element(zone()).toBeVisible();
  const file = photoFile("mug.jpg");
  const goOn: Array<() => void> = [];
  const readEntries = (resolve: (entries: unknown[]) => void) => goOn.push(() => resolve([]));
  const folder = { isDirectory: true, createReader: () => ({ readEntries }) };
  const items = [{ webkitGetAsEntry: () => folder }, { webkitGetAsEntry: () => fileEntry(file) }];
  const drop = new DragEvent("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(drop, "dataTransfer", { value: { items, files: [file] } });
  zone().element().dispatchEvent(drop);
  await expect.poll(() => goOn.length).toBe(1);
  unmount();
  goOn.forEach((each) => each());
  await clock.advance(0);
  expect(requests).toEqual([]);
});

function fileEntry(file: File) {
  return { isDirectory: false, file: (resolve: (file: File) => void) => resolve(file) };
}
