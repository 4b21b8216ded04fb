/** What is put around each step of an upload: a span, and the clock of the metrics. */
import { isUploadError } from "@picket/upload-core";
import type { UploadBackend, UploadStep } from "@picket/upload-server";
import type { Metrics } from "./metrics.ts";
import { inSpan } from "./spans.ts";

export function aroundSteps(metrics: Metrics): NonNullable<UploadBackend<never>["around"]> {
  return (step, run) => {
    const { name, route, imageId } = step;
    const attributes = { "picket.route": route, "picket.image": imageId };
    return inSpan({ name: `picket.${name}`, attributes }, () => measure(metrics, step, run));
  };
}

async function measure<Result>(
  metrics: Metrics,
  step: UploadStep,
  run: () => Promise<Result>,
): Promise<Result> {
  const beganAt = performance.now();
  const count = (result: string): void =>
    metrics.countStep(step, { result, seconds: (performance.now() - beganAt) / 1000 });
  try {
    const result = await run();
    count(step.name === "complete" ? statusOf(result) : "done");
    return result;
  } catch (error) {
    // A damaged file is another matter than one that takes its decoder down.
    const isCrash = step.name === "decode" && isUploadError(error, "PROCESSING_FAILED");
    count(isCrash ? "crashed" : "refused");
    throw error;
  }
}

/** A completion says what came of it. */
function statusOf(result: unknown): string {
  return Reflect.get(Object(result), "status") === "published" ? "published" : "processing";
}
