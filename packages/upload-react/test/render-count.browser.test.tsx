import type { Clock } from "@picket/upload-core/client";
import { memo, Profiler, useEffect, useState } from "react";
import { beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import { useImageUpload, type UploadItem } from "../src/index.ts";
import { photoFile, type FakeUploads } from "../src/testing.ts";
import { render } from "./render.tsx";
import { createShop, type Image, type Input } from "./uploads.tsx";

const files = Array.from({ length: 200 }, (_, index) =>
  photoFile(`${index + 1}.jpg`, { sizeBytes: 100_000 }),
);

/** how often each row was rendered since the last `reset` */
const rowRenders = new Map<string, number>();
let listRenders = 0;

function reset(): void {
  rowRenders.clear();
  listRenders = 0;
}

beforeEach(reset);

const Row = memo(function Row({ item }: { item: UploadItem<Image> }) {
  rowRenders.set(item.name, (rowRenders.get(item.name) ?? 0) + 1);
  return <li>{item.status}</li>;
});

type ListProps = Pick<FakeUploads<Input, Image>, "ports" | "prepare">;

/** The test's own, but with this page's frames. */
const clockWithFrames = ({ clock }: ListProps["ports"]): Clock => ({
  ...clock,
  frame: requestAnimationFrame,
});

function List({ ports, prepare }: ListProps) {
  const [clock] = useState(() => clockWithFrames(ports));
  const { items, totals, add } = useImageUpload({
    ...ports,
    clock,
    prepare,
    input: { productId: "p1" },
  });
  useEffect(() => {
    add(files);
  }, [add]);
  return (
    <Profiler id="list" onRender={() => (listRenders += 1)}>
      <progress value={totals.progress} />
      <ul>
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
    </Profiler>
  );
}

/** 200 rows, three of them under way, the next with its ticket, all others prepared and waiting. */
async function renderHeldList(): Promise<FakeUploads<Input, Image>> {
  const shop = createShop({ outcomes: { "*": "hold" }, policy: { maxFiles: 200 } });
  let preparedCount = 0;
  const prepare: typeof shop.prepare = async (...args) => {
    const prepared = await shop.prepare(...args);
    preparedCount += 1;
    return prepared;
  };
  render(<List ports={shop.ports} prepare={prepare} />);
  await expect.poll(() => [shop.held().length, preparedCount]).toEqual([3, 200]);
  await expect.poll(() => page.getByText("ticketing").elements().length).toBe(1);
  await settle();
  reset();
  return shop;
}

/** @returns stops counting, and says how many frames there were */
function countFrames(): () => number {
  let frames = 0;
  let isOver = false;
  const count = (): void => {
    frames += 1;
    if (!isOver) requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  return () => {
    isOver = true;
    return frames;
  };
}

/** Lets two frames pass, and what is rendered in them. */
async function settle(): Promise<void> {
  for (let frames = 0; frames < 2; frames += 1) {
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
    });
  }
}

test("while bytes flow, only the rows whose bytes they are render again", async () => {
  const { progress } = await renderHeldList();
  progress("1.jpg", 0.1);
  progress("2.jpg", 0.2);
  await settle();
  expect(rowRenders).toEqual(
    new Map([
      ["1.jpg", 1],
      ["2.jpg", 1],
    ]),
  );
  expect(listRenders).toBe(1);
});

test("many reports of progress in a frame render once", async () => {
  const { progress } = await renderHeldList();
  const stopCounting = countFrames();
  for (let percent = 1; percent <= 90; percent += 1) {
    progress("1.jpg", percent / 100);
    progress("2.jpg", percent / 100);
    // Time enough for a notice and a render, were there any.
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
  }
  await settle();
  expect(listRenders).toBeGreaterThan(0);
  expect(listRenders).toBeLessThanOrEqual(stopCounting());
  expect(rowRenders.get("1.jpg")).toBeLessThanOrEqual(listRenders);
  expect([...rowRenders.keys()]).toEqual(["1.jpg", "2.jpg"]);
});

test("a published photo renders its own row, and those of the next ones that go on", async () => {
  const { release, held } = await renderHeldList();
  release("1.jpg");
  await expect.poll(held).toEqual(["2.jpg", "3.jpg", "4.jpg"]);
  await expect.poll(() => page.getByText("ticketing").elements().length).toBe(1);
  await settle();
  expect([...rowRenders.keys()].toSorted()).toEqual(["1.jpg", "4.jpg", "5.jpg"]);
});

test("200 files are prepared, sent and published without rendering more than once in a frame", async () => {
  const shop = createShop({ policy: { maxFiles: 200 } });
  const stopCounting = countFrames();
  render(<List ports={shop.ports} prepare={shop.prepare} />);
  await expect.poll(() => page.getByText("published").elements().length).toBe(200);
  await settle();
  // The first two: empty, and with what is added as soon as it is mounted.
  expect(listRenders).toBeLessThanOrEqual(stopCounting() + 2);
});
