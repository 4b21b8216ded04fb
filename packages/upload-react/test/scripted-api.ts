/** A server inside the page, and a storage that waits for a test's word. */
import type {
  ImagePolicy,
  StorageAnswer,
  StorageForm,
  Transport,
  UploadApi,
} from "@picket/upload-core/client";

export type Input = { productId: string };
export type Image = { imageId: string };
type Ticket = { input: Input; sha256: string; type: string; width: number; height: number };

const policy: ImagePolicy = {
  types: ["image/jpeg", "image/png"],
  maxSizeBytes: 1_000_000,
  maxPixels: 1_000_000,
  maxPixelsAvif: 1_000_000,
  maxSidePx: 2000,
  maxAspectRatio: 50,
  maxFiles: 10,
};

export function createScriptedApi(limits: Partial<ImagePolicy> = {}) {
  const tickets: Ticket[] = [];
  const api: UploadApi<Input, Image> = {
    policy: { query: async () => ({ ...policy, ...limits }) },
    getUploadTicket: {
      mutate: async ({ input, file: { sha256, type, width, height } }) => {
        tickets.push({ input, sha256, type, width, height });
        const claim = `claim-${tickets.length}`;
        const url = "https://storage.test/";
        return { method: "POST", url, fields: { claim }, claim, expiresInMs: 300_000 };
      },
    },
    completeUpload: {
      mutate: async ({ claim }) => ({ status: "published", data: { imageId: `of ${claim}` } }),
    },
    discardUpload: { mutate: async () => {} },
  };
  return { api, tickets };
}

export const storeAtOnce: Transport = async () => ({ status: 201, body: "" });

/** Holds every transfer until it is told to go on. */
export function createHeldStorage() {
  const forms: StorageForm[] = [];
  const answers: Array<(answer: StorageAnswer) => void> = [];
  const transport: Transport = (form) => {
    forms.push(form);
    return new Promise((resolve) => {
      answers.push(resolve);
    });
  };
  return {
    transport,
    forms,
    storeAll: () => answers.forEach((answer) => answer({ status: 201, body: "" })),
  };
}

/** A real picture; each colour is another content. */
export async function photo(colour = "teal", name = `${colour}.png`): Promise<File> {
  const canvas = new OffscreenCanvas(40, 30);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillStyle = colour;
  context.fillRect(0, 0, 40, 30);
  return new File([await canvas.convertToBlob({ type: "image/png" })], name);
}

export function textFile(name = "photo.jpg"): File {
  return new File(["hello"], name, { type: "image/jpeg" });
}
