/** Photos that are made smaller before they are sent: each browser turns them its own way. */
import { expect, test } from "../lab/test.ts";
import { takeTurnedPhoto, uprightCorners } from "../lab/turned-photo.ts";
import { createWatchedProcessor } from "../lab/watched-processor.ts";

for (const [name, orientation] of [
  ["lying", 6],
  ["lying and mirrored", 5],
] as const) {
  test(
    `a phone's photo that is ${name}: sent upright and smaller, and so it is published`,
    { tag: "@core" },
    async ({ createLab }) => {
      const processor = createWatchedProcessor();
      const lab = await createLab({ processor });
      const tab = await lab.openTab({ maxSidePx: 400 });
      await tab.pick(await takeTurnedPhoto(orientation));
      await tab.settle();
      expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 1 });
      const upright = {
        width: 300,
        height: 400,
        orientation: undefined,
        corners: uprightCorners,
      };
      expect(await processor.seen()).toEqual([
        { sent: { ...upright, format: "webp" }, shown: { ...upright, format: expect.any(String) } },
      ]);
      await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
      await processor.close();
    },
  );
}
