/** Many uploads at once, each with many progress events, through the engine alone: no network, no browser. */
import { createUploader, type Transport, type UploadApi } from "@picket/upload-core/client";

export type Storm = {
  items: number;
  events: number;
  /** spent in the engine for each event */
  microsecondsPerEvent: number;
  /** times that subscribers were told */
  notices: number;
  /** spent for each of them to read the list */
  microsecondsPerSnapshot: number;
};

/** All items are under way at the same time, and their events take turns. */
export async function measureStorm({
  items,
  eventsPerItem,
}: {
  items: number;
  eventsPerItem: number;
}): Promise<Storm> {
  const inEngine = createStopwatch();
  const inSnapshots = createStopwatch();
  let events = 0;

  const transport: Transport = async ({ file, onProgress }) => {
    for (let count = 1; count <= eventsPerItem; count++) {
      inEngine.measure(() => onProgress((file.size / eventsPerItem) * count));
      events += 1;
      // As a browser's events, each in a task of its own, so that frames come in between.
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    return { status: 201, body: "" };
  };

  await new Promise((onSettled) => {
    const uploader = createUploader({
      api,
      input: null,
      concurrency: items,
      transport,
      prepare: async (file) => ({
        file,
        description: {
          type: "image/jpeg",
          width: 1,
          height: 1,
          sizeBytes: file.size,
          sha256: `${(fileNumber += 1)}`,
        },
      }),
      onSettled,
    });
    uploader.subscribe(() => inSnapshots.measure(() => void uploader.getSnapshot()));
    uploader.add(Array.from({ length: items }, () => new File([bytes], "photo.jpg")));
  });

  return {
    items,
    events,
    microsecondsPerEvent: inEngine.microseconds() / events,
    notices: inSnapshots.count(),
    microsecondsPerSnapshot: inSnapshots.microseconds() / inSnapshots.count(),
  };
}

const bytes = new Uint8Array(100_000);
/** No two files have the same content. */
let fileNumber = 0;

const api: UploadApi<null, null> = {
  policy: {
    query: async () => ({
      types: ["image/jpeg"],
      maxSizeBytes: 1e9,
      maxPixels: 1e9,
      maxPixelsAvif: 1e9,
      maxSidePx: 1e9,
      maxAspectRatio: 1e9,
      maxFiles: 1e9,
    }),
  },
  getUploadTicket: {
    mutate: async () => ({
      method: "POST",
      url: "http://storage.test",
      fields: {},
      claim: "claim",
      expiresInMs: 300_000,
    }),
  },
  completeUpload: { mutate: async () => ({ status: "published", data: null }) },
  discardUpload: { mutate: async () => {} },
};

function createStopwatch() {
  let totalMs = 0;
  let count = 0;
  return {
    measure: (work: () => void): void => {
      const startedAtMs = performance.now();
      work();
      totalMs += performance.now() - startedAtMs;
      count += 1;
    },
    microseconds: () => totalMs * 1000,
    count: () => count,
  };
}
