import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { useImageUpload } from "../src/index.ts";
import { photoFile } from "../src/testing.ts";
import { render } from "./render.tsx";
import { createShop, expectSettled, photos, row, rows, Uploads } from "./uploads.tsx";

const zone = () => page.getByTestId("zone");
const picker = () => page.getByLabelText("Choose photos");

function transferOf(...files: File[]): DataTransfer {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer;
}

/** @returns the event, as it is after everybody has heard of it */
function drag(type: string, dataTransfer: DataTransfer, target = zone().element()): DragEvent {
  const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
  target.dispatchEvent(event);
  return event;
}

describe("a drop", () => {
  test("is awaited while files are held over the zone, and taken", async () => {
    const { ports } = createShop();
    render(<Uploads {...ports} />);
    await expect.element(zone()).toBeVisible();
    const transfer = transferOf(photoFile("mug.jpg"));
    drag("dragenter", transfer);
    await expect.element(zone()).toHaveAttribute("data-active", "true");
    expect(drag("dragover", transfer).defaultPrevented).toBe(true);
    expect(drag("drop", transfer).defaultPrevented).toBe(true);
    await expect.element(zone()).toHaveAttribute("data-active", "false");
    await expect.element(row("mug.jpg published")).toBeVisible();
  });

  test("is not awaited any more once the files are elsewhere", async () => {
    const { ports } = createShop();
    render(<Uploads {...ports} />);
    await expect.element(zone()).toBeVisible();
    const transfer = transferOf(photoFile("mug.jpg"));
    drag("dragenter", transfer);
    await expect.element(zone()).toHaveAttribute("data-active", "true");
    const inside = { bubbles: true, relatedTarget: picker().element() };
    zone().element().dispatchEvent(new DragEvent("dragleave", inside));
    await expect.element(zone()).toHaveAttribute("data-active", "true");
    zone()
      .element()
      .dispatchEvent(new DragEvent("dragleave", { bubbles: true }));
    await expect.element(zone()).toHaveAttribute("data-active", "false");
  });

  test("of text is left to the page", async () => {
    const { ports } = createShop();
    render(<Uploads {...ports} />);
    await expect.element(zone()).toBeVisible();
    const transfer = new DataTransfer();
    transfer.setData("text/plain", "hello");
    expect(drag("dragover", transfer).defaultPrevented).toBe(false);
    expect(drag("drop", transfer).defaultPrevented).toBe(false);
    await expect.element(zone()).toHaveAttribute("data-active", "false");
  });

  test("is taken by the inner one of two zones alone", async () => {
    const outer = createShop();
    const inner = createShop();
    function Page() {
      const { getRootProps, isDragActive, items } = useImageUpload({
        ...outer.ports,
        input: { productId: "outer" },
      });
      return (
        <main {...getRootProps()} data-active={isDragActive} data-count={items.length}>
          <Uploads {...inner.ports} />
        </main>
      );
    }
    render(<Page />);
    const main = page.getByRole("main");
    await expect.element(zone()).toBeVisible();
    const transfer = transferOf(photoFile("mug.jpg"));
    drag("dragenter", transfer, main.element());
    await expect.element(main).toHaveAttribute("data-active", "true");
    drag("dragenter", transfer);
    await expect.element(main).toHaveAttribute("data-active", "false");
    await expect.element(zone()).toHaveAttribute("data-active", "true");
    drag("drop", transfer);
    await expect.element(row("mug.jpg published")).toBeVisible();
    expect([outer.requests, main.element().getAttribute("data-count")]).toEqual([[], "0"]);
    drag("drop", transferOf(photoFile("oak.jpg")), main.element());
    await expect.element(main).toHaveAttribute("data-count", "1");
  });
});

test("a pasted photo is uploaded", async () => {
  const { ports } = createShop();
  render(<Uploads {...ports} />);
  await expect.element(zone()).toBeVisible();
  const clipboardData = transferOf(photoFile("mug.jpg"));
  const paste = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData });
  zone().element().dispatchEvent(paste);
  await expect.element(row("mug.jpg published")).toBeVisible();
  expect(paste.defaultPrevented).toBe(true);
});

describe("the dialog", () => {
  test("gives its photos, and may give the same again, which is refused then", async () => {
    const { ports } = createShop();
    render(<Uploads {...ports} />);
    await userEvent.upload(picker(), photos("mug.jpg", "oak.jpg"));
    await expect.element(row("oak.jpg published")).toBeVisible();
    await expect.element(picker()).toHaveValue("");
    await userEvent.upload(picker(), photos("mug.jpg"));
    await expect.element(row("already in the list")).toBeVisible();
  });

  test("offers what the policy allows, and HEIC so that it can be explained", async () => {
    const { ports } = createShop({ policy: { types: ["image/jpeg", "image/png"], maxFiles: 1 } });
    render(<Uploads {...ports} add={photos("mug.jpg")} />);
    await expectSettled();
    await expect
      .element(picker())
      .toHaveAttribute("accept", "image/jpeg,image/png,image/heic,.heic,.heif");
    await expect.element(picker()).not.toHaveAttribute("multiple");
  });

  test("takes the app's own props: a phone's camera, another choice of types", async () => {
    const { ports } = createShop();
    render(<Uploads {...ports} inputProps={{ capture: "environment", accept: "image/*" }} />);
    await expect.element(picker()).toHaveAttribute("capture", "environment");
    await expect.element(picker()).toHaveAttribute("accept", "image/*");
    await expect.element(picker()).toHaveAttribute("type", "file");
  });

  test("may ask for a folder, of which the hidden files are left out", async () => {
    const { ports } = createShop();
    render(<Uploads {...ports} autoStart={false} inputProps={{ webkitdirectory: "" }} />);
    await expect.element(picker()).toHaveAttribute("webkitdirectory");
    const files = ["trip/2.jpg", "trip/.DS_Store", "trip/1.jpg"].map((path) =>
      Object.defineProperty(photoFile(path.slice(5)), "webkitRelativePath", { value: path }),
    );
    // A list as a browser makes it would have made other files of these.
    const input = picker().element();
    Object.defineProperty(input, "files", { configurable: true, value: files });
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await expect.poll(rows).toEqual(["1.jpg queued ", "2.jpg queued "]);
  });
});

describe("an app's own handlers", () => {
  test("hear of every event, before the files are taken", async () => {
    const { ports } = createShop();
    const heard: string[] = [];
    const hear = ({ type }: { type: string }) => heard.push(`${type}, ${rows().length} rows`);
    const handlers = {
      onDragEnter: hear,
      onDragOver: hear,
      onDragLeave: hear,
      onDrop: hear,
      onPaste: hear,
    };
    render(
      <Uploads
        {...ports}
        rootProps={{ ...handlers, className: "drop-here" }}
        inputProps={{ onChange: hear }}
      />,
    );
    await expect.element(zone()).toHaveClass("drop-here");
    const transfer = transferOf(photoFile("mug.jpg"));
    for (const type of ["dragenter", "dragover", "dragleave", "drop"]) drag(type, transfer);
    await expect.element(row("mug.jpg published")).toBeVisible();
    await userEvent.upload(picker(), photos("oak.jpg"));
    await expect.element(row("oak.jpg published")).toBeVisible();
    expect(heard).toEqual([
      "dragenter, 0 rows",
      "dragover, 0 rows",
      "dragleave, 0 rows",
      "drop, 0 rows",
      "change, 1 rows",
    ]);
  });

  test("keep an event to themselves by stopping its propagation", async () => {
    const { ports } = createShop();
    const stop = (event: { stopPropagation: () => void }) => event.stopPropagation();
    render(<Uploads {...ports} rootProps={{ onDrop: stop }} />);
    await expect.element(zone()).toBeVisible();
    const transfer = transferOf(photoFile("mug.jpg"));
    drag("dragenter", transfer);
    await expect.element(zone()).toHaveAttribute("data-active", "true");
    drag("drop", transfer);
    await expect.element(zone()).toHaveAttribute("data-active", "false");
    expect(rows()).toEqual([]);
  });

  test("that prevent the default, as drop handlers do, take nothing away", async () => {
    const { ports } = createShop();
    const prevent = (event: { preventDefault: () => void }) => event.preventDefault();
    render(<Uploads {...ports} rootProps={{ onDragOver: prevent, onDrop: prevent }} />);
    await expect.element(zone()).toBeVisible();
    drag("drop", transferOf(photoFile("mug.jpg")));
    await expect.element(row("mug.jpg published")).toBeVisible();
  });
});
