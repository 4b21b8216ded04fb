import { describeRefusal, useImageUpload, type UploadItem } from "../src/index.ts";
import type { UploaderOptions } from "@picket/upload-core/client";
import { memo, StrictMode, useEffect, useRef } from "react";
import { expect, expectTypeOf, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "./render.tsx";
import {
  createHeldStorage,
  createScriptedApi,
  photo,
  storeAtOnce,
  textFile,
  type Image,
  type Input,
} from "./scripted-api.ts";

type Options = Partial<UploaderOptions<Input, Image>> & Pick<UploaderOptions<Input, Image>, "api">;

function Uploads({ add = [], ...options }: Options & { add?: File[] }) {
  const upload = useImageUpload({
    input: { productId: "p1" },
    transport: storeAtOnce,
    ...options,
  });
  const isAdded = useRef(false);
  const { add: addFiles } = upload;
  useEffect(() => {
    if (!isAdded.current) addFiles(add);
    isAdded.current = true;
  }, [add, addFiles]);
  return (
    <div {...upload.getRootProps()} data-testid="zone" data-active={upload.isDragActive}>
      <label>
        Choose photos
        <input {...upload.getInputProps()} />
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

const row = (text: string | RegExp) => page.getByRole("listitem").filter({ hasText: text });
const settled = () => expect.element(page.getByRole("status")).toHaveTextContent("settled");

test("a picked photo is uploaded, and its data shown", async () => {
  const { api, tickets } = createScriptedApi();
  render(<Uploads api={api} />);
  const input = page.getByLabelText("Choose photos");
  await userEvent.upload(input, await photo("teal"));
  await expect.element(row("teal.png published of claim-1")).toBeVisible();
  expect(tickets).toMatchObject([
    { input: { productId: "p1" }, type: "image/png", width: 40, height: 30 },
  ]);
});

test("a text with a photo's name is refused with a sentence, and the others go on", async () => {
  const { api } = createScriptedApi();
  render(<Uploads api={api} add={[textFile(), await photo()]} />);
  await expect
    .element(row("photo.jpg rejected"))
    .toHaveTextContent("This is not a picture. Please choose a JPEG or a PNG.");
  await expect.element(row("teal.png published")).toBeVisible();
});

test("the same file can be picked twice, and is refused the second time", async () => {
  const { api } = createScriptedApi();
  render(<Uploads api={api} />);
  const input = page.getByLabelText("Choose photos");
  await userEvent.upload(input, await photo());
  await expect.element(row("published")).toBeVisible();
  await expect.element(input).toHaveValue("");
  await userEvent.upload(input, await photo());
  await expect.element(row("already in the list")).toBeVisible();
});

test("a dropped photo is uploaded, and the zone shows that it is awaited", async () => {
  const { api } = createScriptedApi();
  render(<Uploads api={api} />);
  const zone = page.getByTestId("zone");
  await expect.element(zone).toBeVisible();
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(await photo());
  const drag = (type: string) =>
    new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
  zone.element().dispatchEvent(drag("dragenter"));
  await expect.element(zone).toHaveAttribute("data-active", "true");
  const over = drag("dragover");
  zone.element().dispatchEvent(over);
  expect(over.defaultPrevented).toBe(true);
  zone.element().dispatchEvent(drag("drop"));
  await expect.element(zone).toHaveAttribute("data-active", "false");
  await expect.element(row("teal.png published")).toBeVisible();
});

test("dragged text is left to the page", async () => {
  const { api } = createScriptedApi();
  render(<Uploads api={api} />);
  const zone = page.getByTestId("zone");
  await expect.element(zone).toBeVisible();
  const dataTransfer = new DataTransfer();
  dataTransfer.setData("text/plain", "hello");
  const over = new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer });
  zone.element().dispatchEvent(over);
  expect(over.defaultPrevented).toBe(false);
  await expect.element(zone).toHaveAttribute("data-active", "false");
});

test("a pasted photo is uploaded", async () => {
  const { api } = createScriptedApi();
  render(<Uploads api={api} />);
  const zone = page.getByTestId("zone");
  await expect.element(zone).toBeVisible();
  const clipboardData = new DataTransfer();
  clipboardData.items.add(await photo());
  const paste = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData });
  zone.element().dispatchEvent(paste);
  await expect.element(row("teal.png published")).toBeVisible();
});

test("the dialog offers what the policy allows, and HEIC so that it can be explained", async () => {
  const { api } = createScriptedApi({ maxFiles: 1 });
  render(<Uploads api={api} add={[await photo()]} />);
  await settled();
  const input = page.getByLabelText("Choose photos");
  await expect
    .element(input)
    .toHaveAttribute("accept", "image/jpeg,image/png,image/heic,.heic,.heif");
  await expect.element(input).not.toHaveAttribute("multiple");
});

test("StrictMode uploads once, and does not stop what was started at once", async () => {
  const { api, tickets } = createScriptedApi();
  const { transport, forms, storeAll } = createHeldStorage();
  const files = [await photo()];
  render(
    <StrictMode>
      <Uploads api={api} transport={transport} add={files} />
    </StrictMode>,
  );
  await vi.waitUntil(() => forms.length > 0);
  storeAll();
  await expect.element(row("teal.png published")).toBeVisible();
  expect(tickets).toHaveLength(1);
  expect(forms[0]?.signal.aborted).toBe(false);
});

test("unmounting stops the transfer", async () => {
  const { api } = createScriptedApi();
  const { transport, forms } = createHeldStorage();
  const { unmount } = render(<Uploads api={api} transport={transport} add={[await photo()]} />);
  await vi.waitUntil(() => forms.length > 0);
  unmount();
  await expect.poll(() => forms[0]?.signal.aborted).toBe(true);
});

test("a file keeps the input it was added with, callbacks are the latest", async () => {
  const { api, tickets } = createScriptedApi();
  const { transport, forms, storeAll } = createHeldStorage();
  const told: string[] = [];
  const add = [await photo()];
  const view = (productId: string) => (
    <Uploads
      api={api}
      transport={transport}
      add={add}
      input={{ productId }}
      onPublished={({ imageId }) => told.push(`${productId}: ${imageId}`)}
    />
  );
  const { show } = render(view("p1"));
  await vi.waitUntil(() => forms.length > 0);
  show(view("p2"));
  await userEvent.upload(page.getByLabelText("Choose photos"), await photo("red"));
  await vi.waitUntil(() => forms.length > 1);
  storeAll();
  await settled();
  expect(tickets.map(({ input }) => input.productId)).toEqual(["p1", "p2"]);
  expect(told).toEqual(["p2: of claim-1", "p2: of claim-2"]);
});

test("two uploaders on one page do not disturb one another", async () => {
  const [first, second] = [createScriptedApi(), createScriptedApi()];
  const add = [await photo()];
  render(
    <>
      <Uploads api={first.api} add={add} />
      <Uploads api={second.api} add={add} />
    </>,
  );
  await expect.poll(() => row("teal.png published").elements().length).toBe(2);
  expect([first.tickets.length, second.tickets.length]).toEqual([1, 1]);
});

test("a row renders again only when its own item changes", async () => {
  const { api } = createScriptedApi();
  const { transport, forms, storeAll } = createHeldStorage();
  const renders = new Map<string, number>();
  const Row = memo(function Row({ item }: { item: UploadItem<Image> }) {
    renders.set(item.name, (renders.get(item.name) ?? 0) + 1);
    return <li>{item.status}</li>;
  });
  function List() {
    const upload = useImageUpload({ api, input: { productId: "p1" }, transport, concurrency: 1 });
    return (
      <>
        <input aria-label="photos" {...upload.getInputProps()} />
        <ul>
          {upload.items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </ul>
      </>
    );
  }
  render(<List />);
  await userEvent.upload(page.getByLabelText("photos"), [await photo("teal"), await photo("red")]);
  await vi.waitUntil(() => forms.length > 0);
  await expect.poll(() => row("queued").elements().length).toBe(1);
  const [sending, waiting] = [renders.get("teal.png") ?? 0, renders.get("red.png")];
  forms[0]?.onProgress(50);
  await expect.poll(() => renders.get("teal.png")).toBe(sending + 1);
  expect(renders.get("red.png")).toBe(waiting);
  storeAll();
});

test("many reports of progress render at most once per frame", async () => {
  const { api } = createScriptedApi();
  const { transport, forms } = createHeldStorage();
  const renders: number[] = [];
  function Bar({ add }: { add: File[] }) {
    const upload = useImageUpload({ api, input: { productId: "p1" }, transport });
    const { add: addFiles } = upload;
    useEffect(() => addFiles(add), [add, addFiles]);
    renders.push(upload.totals.progress);
    return <progress value={upload.totals.progress} />;
  }
  render(<Bar add={[await photo()]} />);
  await vi.waitUntil(() => forms.length > 0);
  const bar = page.getByRole("progressbar");
  const before = renders.length;
  for (let bytes = 1; bytes <= 60; bytes += 1) {
    forms[0]?.onProgress(bytes);
    // Long enough for a notice and a render, were there any.
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  }
  await expect.poll(() => Number(bar.element().getAttribute("value"))).toBeGreaterThan(0);
  expect(renders.length - before).toBeLessThanOrEqual(2);
});

test("data has the type that the server's route returns", () => {
  function Typed({ api }: Pick<Options, "api">) {
    const { items } = useImageUpload({ api, input: { productId: "p1" } });
    expectTypeOf(items).toEqualTypeOf<ReadonlyArray<UploadItem<Image>>>();
    // @ts-expect-error: the route's input has another shape
    useImageUpload({ api, input: { productId: 1 } });
    return null;
  }
  expect(Typed).toBeTypeOf("function");
});
