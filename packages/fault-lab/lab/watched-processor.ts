/** The real processor, and what it was given and gave back. */
import type { ImageProcessor } from "@picket/upload-server";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import { lookAt, type SeenPicture } from "./turned-photo.ts";

export type WatchedProcessor = ImageProcessor & {
  /** each picture as it was sent, and the largest one that was made of it */
  seen: () => Promise<Array<{ sent: SeenPicture; shown: SeenPicture }>>;
  close: () => Promise<void>;
};

export function createWatchedProcessor(): WatchedProcessor {
  const { render, close } = createSharpProcessor({ processes: 1 });
  const rendered: Array<[sent: Uint8Array, shown: Uint8Array]> = [];
  return {
    render: async (bytes, ...rest) => {
      // The buffer may be handed on to the process that decodes.
      const sent = bytes.slice();
      const result = await render(bytes, ...rest);
      const [largest] = result.variants.toSorted((one, other) => other.width - one.width);
      if (largest) rendered.push([sent, largest.bytes]);
      return result;
    },
    seen: () =>
      Promise.all(
        rendered.map(async ([sent, shown]) => ({
          sent: await lookAt(sent),
          shown: await lookAt(shown),
        })),
      ),
    close,
  };
}
