import { StrictMode } from "react";
import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import {
  describeAnnouncement,
  germanAnnouncements,
  useImageUpload,
  useUploadAnnouncements,
  type Announcement,
  type AnnouncementTexts,
} from "../src/index.ts";
import { photoFile, type FakeUploads } from "../src/testing.ts";
import { render } from "./render.tsx";
import { createShop, photos, type Image, type Input } from "./uploads.tsx";

type Props = { shop: FakeUploads<Input, Image>; texts?: Partial<AnnouncementTexts> };

function Page({ shop, texts }: Props) {
  const upload = useImageUpload({ ...shop.ports, input: { productId: "p1" } });
  const news = useUploadAnnouncements(upload);
  return (
    <>
      <input aria-label="photos" {...upload.getInputProps()} />
      <p role="status">
        {news.map((each) => (
          <span key={each.id}>{describeAnnouncement(each, texts)} </span>
        ))}
      </p>
    </>
  );
}

/** @returns everything that a screen reader was given to say, in order */
function listen(): string[] {
  const region = page.getByRole("status").element();
  const heard: string[] = [];
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      heard.push(...Array.from(addedNodes, ({ textContent }) => textContent?.trim() ?? ""));
    }
  });
  observer.observe(region, { childList: true });
  return heard;
}

async function add(...files: File[]): Promise<void> {
  await userEvent.upload(page.getByLabelText("photos"), files);
}

test("a live region says each thing once", async () => {
  const shop = createShop({ outcomes: { "mug.jpg": "hold", "oak.jpg": "IMAGE_ANIMATED" } });
  render(
    <StrictMode>
      <Page shop={shop} />
    </StrictMode>,
  );
  await expect.element(page.getByRole("status")).toBeInTheDocument();
  const heard = listen();
  await add(photoFile("mug.jpg", { sizeBytes: 1000 }), photoFile("oak.jpg"));
  await expect.poll(shop.held).toEqual(["mug.jpg"]);
  shop.progress("mug.jpg", 0.3);
  await expect.poll(() => heard).toContain("25 percent sent.");
  shop.progress("mug.jpg", 0.4);
  shop.release("mug.jpg");
  await expect.poll(() => heard.at(-1)).toBe("All done: 1 published, 1 not published.");
  expect(heard.filter((sentence) => sentence !== "75 percent sent.")).toEqual([
    "Adding 2 photos.",
    "oak.jpg: This image is animated. Please choose a still picture.",
    "25 percent sent.",
    "All done: 1 published, 1 not published.",
  ]);
});

test("the same sentence is said again when it is news again", async () => {
  const shop = createShop();
  render(<Page shop={shop} texts={{ ...germanAnnouncements, progress: () => "" }} />);
  await expect.element(page.getByRole("status")).toBeInTheDocument();
  const heard = listen();
  const done = () => heard.filter((sentence) => sentence === "Alles fertig: 1 veröffentlicht.");
  await add(...photos("mug.jpg"));
  await expect.poll(() => done().length).toBe(1);
  await add(...photos("oak.jpg"));
  await expect.poll(() => done().length).toBe(2);
  expect(heard.filter((sentence) => sentence === "1 Foto wird hinzugefügt.")).toHaveLength(2);
});

test("news are data, so that an app can say them in its own way", async () => {
  const shop = createShop({ outcomes: { "mug.jpg": "FORBIDDEN" } });
  const told: Announcement[][] = [];
  function Probe() {
    const upload = useImageUpload({ ...shop.ports, input: { productId: "p1" } });
    const news = useUploadAnnouncements(upload);
    if (told.at(-1) !== news) told.push([...news]);
    return <input aria-label="photos" {...upload.getInputProps()} />;
  }
  render(<Probe />);
  await add(...photos("mug.jpg"));
  await expect
    .poll(() => told.flat())
    .toContainEqual(
      expect.objectContaining({
        type: "failed",
        name: "mug.jpg",
        refusal: { code: "FORBIDDEN", details: {} },
      }),
    );
  expect(told.flat().at(-1)).toMatchObject({ type: "finished", failedCount: 1 });
});
