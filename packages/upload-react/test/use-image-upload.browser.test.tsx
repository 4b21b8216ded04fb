import { StrictMode } from "react";
import { describe, expect, expectTypeOf, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { useImageUpload, type UploadItem } from "../src/index.ts";
import { createScriptedApi, photo, storeAtOnce, textFile } from "./scripted-api.ts";
import { render } from "./render.tsx";
import { createShop, expectSettled, photos, row, Uploads, type Image } from "./uploads.tsx";

test("a photo is uploaded, and its data shown", async () => {
  const { ports, tickets } = createShop();
  render(<Uploads {...ports} add={photos("mug.jpg")} />);
  await expect.element(row("mug.jpg published mug.jpg of p1")).toBeVisible();
  expect(tickets).toMatchObject([{ input: { productId: "p1" }, file: { name: "mug.jpg" } }]);
});

test("real files are told apart: a picture is uploaded, a text with its name is refused with a sentence", async () => {
  const { api, tickets } = createScriptedApi();
  render(<Uploads api={api} transport={storeAtOnce} add={[textFile(), await photo()]} />);
  await expect
    .element(row("photo.jpg rejected"))
    .toHaveTextContent("This is not a picture. Please choose a JPEG or a PNG.");
  await expect.element(row("teal.png published")).toBeVisible();
  expect(tickets).toMatchObject([{ type: "image/png", width: 40, height: 30 }]);
});

describe("in StrictMode", () => {
  test("a photo is uploaded once, and not stopped when it was started at once", async () => {
    const { ports, requests, held, release } = createShop({ outcomes: { "*": "hold" } });
    render(
      <StrictMode>
        <Uploads {...ports} add={photos("mug.jpg")} />
      </StrictMode>,
    );
    await expect.poll(held).toEqual(["mug.jpg"]);
    release("mug.jpg");
    await expect.element(row("mug.jpg published")).toBeVisible();
    expect(requests).toEqual(["policy", "ticket mug.jpg", "transfer mug.jpg", "complete mug.jpg"]);
  });
});

describe("unmounting", () => {
  test("stops the transfer, and asks the server for nothing more", async () => {
    const { ports, requests, held, clock } = createShop({ outcomes: { "*": "hold" } });
    const { unmount } = render(<Uploads {...ports} add={photos("mug.jpg", "oak.jpg")} />);
    await expect.poll(() => held().length).toBe(2);
    const asked = [...requests];
    unmount();
    await expect.poll(held).toEqual([]);
    await clock.advance(600_000);
    expect([requests, clock.pendingMs()]).toEqual([asked, []]);
  });

  test("leaves nothing behind, however often it happens", async () => {
    const { ports, requests, held, clock } = createShop({ outcomes: { "*": "hold" } });
    const listeners = new Set<() => void>();
    const watch = (check: () => void, signal: AbortSignal): void => {
      listeners.add(check);
      signal.addEventListener("abort", () => listeners.delete(check));
    };
    const connection = { ...ports.connection, watch };
    const view = (visit: number) => (
      <StrictMode>
        <Uploads key={visit} {...ports} connection={connection} add={photos(`${visit}.jpg`)} />
      </StrictMode>
    );
    const { show, unmount } = render(view(0));
    for (let visit = 1; visit <= 50; visit += 1) {
      await expect.poll(held).toContain(`${visit - 1}.jpg`);
      show(view(visit));
    }
    await expect.poll(held).toEqual(["50.jpg"]);
    expect(listeners.size).toBe(1);
    unmount();
    await expect.poll(held).toEqual([]);
    expect([listeners.size, clock.pendingMs()]).toEqual([0, []]);
    expect(requests.filter((request) => request.startsWith("ticket"))).toHaveLength(51);
  });
});

test("a file keeps the input it was added with, callbacks are the latest", async () => {
  const { ports, tickets, held, release } = createShop({ outcomes: { "*": "hold" } });
  const told: string[] = [];
  const add = photos("mug.jpg");
  const view = (productId: string) => (
    <Uploads
      {...ports}
      add={add}
      input={{ productId }}
      onPublished={({ imageId }) => told.push(`${productId} hears of ${imageId}`)}
    />
  );
  const { show } = render(view("p1"));
  await expect.poll(held).toEqual(["mug.jpg"]);
  show(view("p2"));
  await userEvent.upload(page.getByLabelText("Choose photos"), photos("oak.jpg"));
  await expect.poll(held).toEqual(["mug.jpg", "oak.jpg"]);
  release("mug.jpg");
  release("oak.jpg");
  await expectSettled();
  expect(tickets.map(({ input }) => input.productId)).toEqual(["p1", "p2"]);
  expect(told.toSorted()).toEqual(["p2 hears of mug.jpg of p1", "p2 hears of oak.jpg of p2"]);
});

test("two uploaders on one page do not disturb one another", async () => {
  const first = createShop({ outcomes: { "*": "hold" } });
  const second = createShop();
  const add = photos("mug.jpg");
  const view = (hasFirst: boolean) => (
    <>
      {hasFirst && <Uploads key="first" {...first.ports} add={add} />}
      <Uploads key="second" {...second.ports} add={add} input={{ productId: "p2" }} />
    </>
  );
  const { show } = render(view(true));
  await expect.poll(first.held).toEqual(["mug.jpg"]);
  await expect.element(row("mug.jpg published mug.jpg of p2")).toBeVisible();
  await expect.element(row("mug.jpg uploading")).toBeVisible();
  show(view(false));
  await expect.poll(first.held).toEqual([]);
  await expect.element(row("mug.jpg published mug.jpg of p2")).toBeVisible();
  expect([first.tickets.length, second.tickets.length]).toEqual([1, 1]);
});

test("addAsync tells a form what became of its files", async () => {
  const { ports } = createShop({ outcomes: { "oak.jpg": "QUOTA_EXCEEDED" } });
  const told: string[] = [];
  function Form() {
    const { addAsync } = useImageUpload({ ...ports, input: { productId: "p1" } });
    const submit = async () => {
      const items = await addAsync(photos("mug.jpg", "oak.jpg"));
      told.push(...items.map(({ name, status }) => `${name} ${status}`));
    };
    return (
      <button type="button" onClick={() => void submit()}>
        Save
      </button>
    );
  }
  render(<Form />);
  await userEvent.click(page.getByRole("button"));
  await expect.poll(() => told).toEqual(["mug.jpg published", "oak.jpg failed"]);
});

test("a photo that is moved to the front is sent next", async () => {
  const { ports, held, release } = createShop({ outcomes: { "*": "hold" } });
  function Sortable() {
    const { items, add, move } = useImageUpload({
      ...ports,
      input: { productId: "p1" },
      concurrency: 1,
    });
    return (
      <>
        <button type="button" onClick={() => add(photos("1.jpg", "2.jpg", "3.jpg", "4.jpg"))}>
          Add
        </button>
        <button type="button" onClick={() => move(items.at(-1)!.id, 0)}>
          Last to front
        </button>
        <p role="status">{items.map(({ name }) => name).join(" ")}</p>
      </>
    );
  }
  render(<Sortable />);
  await userEvent.click(page.getByText("Add"));
  await expect.poll(held).toEqual(["1.jpg"]);
  await userEvent.click(page.getByText("Last to front"));
  await expect.element(page.getByRole("status")).toHaveTextContent("4.jpg 1.jpg 2.jpg 3.jpg");
  // The second has its ticket already, which would grow old.
  release("1.jpg");
  await expect.poll(held).toEqual(["2.jpg"]);
  release("2.jpg");
  await expect.poll(held).toEqual(["4.jpg"]);
});

test("functions are the same on every render, so that rows can be memoized", async () => {
  const { ports } = createShop();
  const seen: Array<unknown[]> = [];
  function Probe() {
    const upload = useImageUpload({ ...ports, input: { productId: "p1" } });
    const { add, addAsync, start, pause, resume, cancel, retry, move, remove, clear } = upload;
    seen.push([add, addAsync, start, pause, resume, cancel, retry, move, remove, clear]);
    return (
      <button type="button" onClick={() => add(photos("mug.jpg"))}>
        {upload.status}
      </button>
    );
  }
  render(<Probe />);
  await userEvent.click(page.getByRole("button"));
  await expect.element(page.getByRole("button")).toHaveTextContent("settled");
  expect(seen.length).toBeGreaterThan(2);
  for (const functions of seen) {
    functions.forEach((each, index) => expect(each).toBe(seen[0]![index]));
    expect(functions.every((each) => typeof each === "function")).toBe(true);
  }
});

test("data has the type that the server's route returns", () => {
  const { ports } = createShop();
  function Typed() {
    const { items } = useImageUpload({ ...ports, input: { productId: "p1" } });
    expectTypeOf(items).toEqualTypeOf<ReadonlyArray<UploadItem<Image>>>();
    // @ts-expect-error: the route's input has another shape
    useImageUpload({ ...ports, input: { productId: 1 } });
    return null;
  }
  expect(Typed).toBeTypeOf("function");
});
