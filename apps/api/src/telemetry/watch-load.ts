/** How much there is to do, for whoever looks at the metrics. */
import type { ImageRoute } from "@picket/upload-server";
import type { SharpProcessor } from "@picket/upload-server/sharp";
import type { Metrics } from "./metrics.ts";

export function watchLoad(
  metrics: Metrics,
  {
    route,
    processor,
  }: { route: Pick<ImageRoute<never, unknown>, "load">; processor: Pick<SharpProcessor, "load"> },
): void {
  metrics.watch({
    name: "picket_uploads_verifying",
    help: "Uploads being verified by this process",
    read: () => route.load().inside,
  });
  metrics.watch({
    name: "picket_uploads_waiting",
    help: "Uploads waiting to be verified by this process",
    read: () => route.load().waiting,
  });
  metrics.watch({
    name: "picket_decodes_waiting",
    help: "Images that wait for a decoder of this process",
    read: () => processor.load().waiting,
  });
  metrics.watch({
    name: "picket_decoder_processes",
    help: "Decoder processes that are alive",
    read: () => processor.load().processes,
  });
}
