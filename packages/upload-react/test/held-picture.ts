/** A picture with an address, which the storage keeps until the test brings it. */
import { inject } from "vitest";
import { photo } from "./scripted-api.ts";

/** @returns an image of one JPEG, 40 × 30, and what makes it arrive */
export function heldPicture() {
  const name = crypto.randomUUID();
  const url = `${inject("storageUrl")}/held-picture?${name}`;
  return {
    image: {
      placeholder: "1QcSHQRnh493V4dIh4eXh1h4kJUI",
      dominantColor: "rgb(128, 96, 64)",
      variants: [{ url, type: "image/jpeg", width: 40, height: 30 }],
    },
    bring: async (content?: Blob): Promise<void> => {
      const body = content ?? (await photo());
      await fetch(`${inject("storageUrl")}/bring-picture?${name}`, { method: "POST", body });
    },
  };
}
