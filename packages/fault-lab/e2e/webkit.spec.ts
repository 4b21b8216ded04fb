/** WebKitGTK, whose engine is Safari's: the plain upload, and a photo made smaller. */
import { writeFile } from "node:fs/promises";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import { findOtherBrowsers } from "../lab/other-browsers.ts";
import { takePhoto } from "../lab/photos.ts";
import { startLab } from "../lab/start-lab.ts";
import { expect, test as base } from "../lab/test.ts";
import { takeTurnedPhoto, uprightCorners } from "../lab/turned-photo.ts";
import { createWatchedProcessor } from "../lab/watched-processor.ts";
import { startWebKit, type WebKitSession } from "../lab/webkit-session.ts";

const test = base.extend<{ webkit: WebKitSession }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names from this pattern
  webkit: async ({}, use) => {
    const { webkit } = findOtherBrowsers();
    // The configuration has looked already, or there would be no such project.
    const session = await startWebKit(webkit!);
    await use(session);
    await session.close();
  },
});

const once = {
  tickets: 1,
  posts: 1,
  completions: 1,
  discards: 0,
  images: 1,
  rows: 1,
  incoming: 0,
};

/** Picks a photo on the page. @returns once it is published */
async function upload(webkit: WebKitSession, url: string, path: string): Promise<void> {
  await webkit.open(url);
  await expect.poll(() => webkit.run("return window.lab?.list()?.items")).toEqual([]);
  await webkit.pick("input", path);
  await expect
    .poll(() => webkit.run("return window.lab.list()"))
    .toMatchObject({ status: "settled", items: [{ status: "published", code: null, attempt: 1 }] });
}

test("nothing goes wrong: one ticket, one POST, one completion, one image", async ({
  pages,
  webkit,
}, testInfo) => {
  const processor = createSharpProcessor({ processes: 1 });
  const lab = await startLab({ processor });
  try {
    const path = testInfo.outputPath("mug.png");
    await writeFile(path, (await takePhoto()).buffer);
    await upload(webkit, pages.urlWith({ api: `${lab.api.url}/trpc` }), path);
    await expect.poll(lab.outcome).toEqual(once);
  } finally {
    await lab.close();
    await processor.close();
  }
});

for (const [name, orientation] of [
  ["lying", 6],
  ["lying and mirrored", 5],
] as const) {
  test(`a phone's photo that is ${name}: sent upright and smaller, as JPEG`, async ({
    pages,
    webkit,
  }, testInfo) => {
    const processor = createWatchedProcessor();
    const lab = await startLab({ processor });
    try {
      const path = testInfo.outputPath("phone.jpg");
      await writeFile(path, (await takeTurnedPhoto(orientation)).buffer);
      const url = pages.urlWith({ api: `${lab.api.url}/trpc`, maxSidePx: 400 });
      await upload(webkit, url, path);
      const upright = { width: 300, height: 400, corners: uprightCorners };
      expect(await processor.seen()).toMatchObject([
        // It writes no WebP.
        { sent: { ...upright, format: "jpeg", orientation: undefined }, shown: upright },
      ]);
      await expect.poll(lab.outcome).toEqual(once);
    } finally {
      await lab.close();
      await processor.close();
    }
  });
}
