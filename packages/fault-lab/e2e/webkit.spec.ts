/** WebKitGTK, whose engine is Safari's: the plain upload. */
import { writeFile } from "node:fs/promises";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import { findOtherBrowsers } from "../lab/other-browsers.ts";
import { takePhoto } from "../lab/photos.ts";
import { startLab } from "../lab/start-lab.ts";
import { expect, test } from "../lab/test.ts";
import { startWebKit } from "../lab/webkit-session.ts";

test("nothing goes wrong: one ticket, one POST, one completion, one image", async ({
  pages,
}, testInfo) => {
  const { webkit } = findOtherBrowsers();
  // The configuration has looked already, or there would be no such project.
  const session = await startWebKit(webkit!);
  const processor = createSharpProcessor({ processes: 1 });
  const lab = await startLab({ processor });
  try {
    const path = testInfo.outputPath("mug.png");
    await writeFile(path, (await takePhoto()).buffer);
    await session.open(pages.urlWith({ api: `${lab.api.url}/trpc` }));
    await expect.poll(() => session.run("return window.lab?.list()?.items")).toEqual([]);
    await session.pick("input", path);
    await expect
      .poll(() => session.run("return window.lab.list()"))
      .toMatchObject({ status: "settled", items: [{ status: "published", attempt: 1 }] });
    await expect.poll(lab.outcome).toEqual({
      tickets: 1,
      posts: 1,
      completions: 1,
      discards: 0,
      images: 1,
      rows: 1,
      incoming: 0,
    });
  } finally {
    await session.close();
    await lab.close();
    await processor.close();
  }
});
