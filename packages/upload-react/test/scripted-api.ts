/** A server inside the page that takes what it is told, and pictures for the real preparation. */
import type { ImagePolicy, Transport } from "@picket/upload-core/client";
import { createScriptedServer, createTicket } from "@picket/upload-core/testing";

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
  const { api } = createScriptedServer<Input, Image>({
    policy: () => ({ ...policy, ...limits }),
    ticket: ({ input, file: { sha256, type, width, height } }) => {
      tickets.push({ input, sha256, type, width, height });
      return createTicket(`claim-${tickets.length}`);
    },
    complete: (claim) => ({ status: "published", data: { imageId: `of ${claim}` } }),
  });
  return { api, tickets };
}

export const storeAtOnce: Transport = async () => ({ status: 201, body: "" });

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
