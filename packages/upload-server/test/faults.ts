/** Plain functions that go wrong when they are told to. */
import { uploadError } from "@picket/upload-core";
import type { ImageProcessor } from "@picket/upload-server";
import { createMemoryProcessor } from "@picket/upload-server/testing";

type PlainErrorCode = Parameters<typeof uploadError>[0];

/** What happens one time after the other; the last goes on for ever. */
export function createFault(...failures: (PlainErrorCode | null)[]) {
  let calls = 0;
  return {
    calls: () => calls,
    strike: (): void => {
      const code = failures[Math.min(calls, failures.length - 1)];
      calls += 1;
      if (code) throw uploadError(code);
    },
  };
}

export function processorWith(strike: () => void): ImageProcessor {
  const { render } = createMemoryProcessor();
  return {
    render: async (bytes, spec) => {
      strike();
      return render(bytes, spec);
    },
  };
}
