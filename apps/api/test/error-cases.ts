/** For each code of the error table one way to get there, by the engine's own calls over real connections. */
import { openAsBlob } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { uploadError, UploadError, type UploadErrorCode } from "@picket/upload-core";
import { createJournal, fetchForm, type JournalEntry } from "@picket/upload-core/client";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import { expect, vi } from "vitest";
import { limits, type Ended, type ErrorLab } from "./error-lab.ts";
import { animatedWebp, gif, jpeg, photoFile, png } from "./pictures.ts";

export type ErrorCase = {
  how: string;
  run: (lab: ErrorLab) => Promise<Ended>;
  /** what the person reads, from the beginning */
  says: string;
  /** codes of the retries on the way; when left out: none, or four times this code where the table says to retry */
  retried?: UploadErrorCode[];
};

export const errorCases: Record<UploadErrorCode, ErrorCase> = {
  FILE_EMPTY: {
    how: "a file of no bytes",
    run: async ({ upload }) => upload([photoFile(new Uint8Array())]),
    says: "This file is empty.",
  },
  FILE_TOO_LARGE: {
    how: "one byte more than the app allows",
    run: async ({ upload }) => upload([photoFile(new Uint8Array(limits.maxImageBytes + 1))]),
    says: "This file has 98 kB; the limit is 97 kB.",
  },
  FILE_TYPE_NOT_ALLOWED: {
    how: "a GIF that is called .jpg",
    run: async ({ upload }) => upload([photoFile(await gif())]),
    says: "This is a GIF. Please choose a JPEG, a PNG, a WebP or an AVIF.",
  },
  FILE_UNREADABLE: {
    how: "a file that changes on disk after it was picked",
    run: async ({ upload }) => {
      const dir = await mkdtemp(path.join(tmpdir(), "picket-changed-"));
      const file = path.join(dir, "mug.jpg");
      await writeFile(file, await jpeg());
      const picked = new File([await openAsBlob(file)], "mug.jpg");
      await writeFile(file, await jpeg(80, 80));
      const ended = await upload([picked]);
      await rm(dir, { recursive: true });
      return ended;
    },
    says: "This file could not be read.",
  },
  FILE_LOST: {
    how: "the page is reloaded while the bytes are under way",
    run: async (lab) => {
      let kept: readonly JournalEntry[] = [];
      const journal = createJournal({
        read: () => kept,
        write: (entries) => {
          kept = entries;
        },
      });
      lab.proxies.storage.setRules([{ method: "POST", fault: { type: "black-hole" } }]);
      const before = lab.uploader({ journal });
      before.add([photoFile(await jpeg())]);
      await expect
        .poll(() => before.getSnapshot().items[0]?.status, { timeout: 30_000 })
        .toBe("uploading");
      // As a page does that goes away.
      before.destroy();
      return new Promise((resolve) => {
        const onSettled = (items: Ended["items"]): void => resolve({ items, retried: [] });
        void lab.uploader({ journal, onSettled }).recover();
      });
    },
    says: "The page was reloaded before this photo had arrived.",
  },
  IMAGE_UNREADABLE: {
    how: "the second half of the picture is missing",
    run: async ({ upload }) => {
      const whole = await jpeg(600, 400);
      return upload([photoFile(whole.slice(0, whole.length / 2))]);
    },
    says: "This image is damaged.",
  },
  IMAGE_ANIMATED: {
    how: "a WebP of two frames",
    run: async ({ upload }) => upload([photoFile(await animatedWebp())]),
    says: "This image is animated.",
  },
  IMAGE_DIMENSIONS: {
    how: "more pixels than the app allows",
    run: async ({ upload }) => upload([photoFile(await png(1100, 1000))]),
    says: "This image has 1,100 × 1,000 pixels; the limit is 1 megapixel.",
  },
  TOO_MANY_FILES: {
    how: "two files where the list holds one",
    run: async ({ adopter, upload }) =>
      upload([photoFile(await jpeg()), photoFile(await png())], {
        api: await adopter({ maxFiles: 1 }),
      }),
    says: "Only 1 photo at a time.",
  },
  DUPLICATE_FILE: {
    how: "the same bytes under another name",
    run: async ({ upload }) => {
      const bytes = await jpeg();
      return upload([photoFile(bytes), photoFile(bytes, "copy.jpg")]);
    },
    says: "This photo is already in the list.",
  },
  INSECURE_CONTEXT: {
    how: "a page without https, where crypto.subtle is missing",
    run: async ({ adopter, upload }) => {
      // An app without sessions: in this process a real one would miss crypto.subtle, too.
      const api = await adopter();
      const bytes = await jpeg();
      vi.stubGlobal("crypto", {});
      return upload([photoFile(bytes)], { api }).finally(() => vi.unstubAllGlobals());
    },
    says: "Photos can only be added over a secure connection.",
  },
  INPUT_INVALID: {
    how: "an id that the route's schema does not take",
    run: async ({ upload }) =>
      upload([photoFile(await jpeg())], { input: { productId: "no such id!" } }),
    says: "The page sent something unexpected.",
  },
  UNAUTHORIZED: {
    how: "a page whose session is over",
    run: async ({ apis, upload }) => upload([photoFile(await jpeg())], { api: apis.nobody }),
    says: "You are not signed in any more.",
  },
  FORBIDDEN: {
    how: "another shop's product",
    run: async ({ apis, upload }) => upload([photoFile(await jpeg())], { api: apis.stranger }),
    says: "You cannot add photos here:",
  },
  RATE_LIMITED: {
    how: "an app that lets nobody through for now",
    run: async ({ adopter, upload }) => {
      const authorize = async (): Promise<never> => {
        throw new UploadError({ code: "RATE_LIMITED", details: { retryAfterMs: 3000 } });
      };
      return upload([photoFile(await jpeg())], { api: await adopter({ authorize }) });
    },
    says: "Too many uploads at once. Try again in 3 seconds.",
  },
  QUOTA_EXCEEDED: {
    how: "an app with a quota",
    run: async ({ adopter, upload }) => {
      const authorize = async (): Promise<never> => {
        throw uploadError("QUOTA_EXCEEDED");
      };
      return upload([photoFile(await jpeg())], { api: await adopter({ authorize }) });
    },
    says: "Your shop's storage is full.",
  },
  SERVER_UNREACHABLE: {
    how: "the connection to the API breaks off",
    run: async ({ proxies, upload }) => {
      proxies.api.setRules([{ path: /getUploadTicket/, fault: { type: "cut", at: 0 } }]);
      return upload([photoFile(await jpeg())]);
    },
    says: "The shop's server does not answer.",
  },
  NETWORK: {
    how: "the connection to the storage breaks off half-way",
    run: async ({ proxies, upload }) => {
      proxies.storage.setRules([{ method: "POST", fault: { type: "cut", at: 0.5 } }]);
      return upload([photoFile(await jpeg())]);
    },
    says: "The connection was lost.",
  },
  STORAGE_UNAVAILABLE: {
    how: "a storage that is too busy",
    run: async ({ proxies, upload }) => {
      const fault = { type: "answer", status: 503, code: "SlowDown" } as const;
      proxies.storage.setRules([{ method: "POST", fault }]);
      return upload([photoFile(await jpeg())]);
    },
    says: "The photo storage does not answer.",
  },
  STORAGE_REFUSED: {
    how: "a server that signs with a secret the storage does not know",
    run: async ({ adopter, store, upload }) => {
      const credentials = { accessKeyId: "AKIAELSEWHERE0000000", secretAccessKey: "elsewhere" };
      return upload([photoFile(await jpeg())], {
        api: await adopter({ store: store(credentials) }),
      });
    },
    // A first 403 may be the clock's fault, so a second ticket is tried.
    retried: ["TICKET_EXPIRED"],
    says: "The photo storage refused this file.",
  },
  TICKET_EXPIRED: {
    how: "a device that falls asleep before each transfer, and a storage that is busy in between",
    run: async ({ later, proxies, upload }) => {
      // Two refusals in a row would end as STORAGE_REFUSED.
      const busy = { type: "answer", status: 503, code: "SlowDown" } as const;
      proxies.storage.setRules(
        [1, 2].map((skip) => ({ method: "POST", skip, times: 1, fault: busy })),
      );
      return upload([photoFile(await jpeg())], {
        transport: (form) => later(301_000, () => fetchForm(form)),
      });
    },
    retried: ["TICKET_EXPIRED", "STORAGE_UNAVAILABLE", "TICKET_EXPIRED", "STORAGE_UNAVAILABLE"],
    says: "The upload took too long and was not accepted.",
  },
  CLAIM_INVALID: {
    how: "somebody else signs in while the upload is under way",
    run: async ({ apis: { seller, stranger }, upload }) => {
      const { policy, getUploadTicket } = seller;
      const { completeUpload, discardUpload } = stranger;
      const api = { policy, getUploadTicket, completeUpload, discardUpload };
      return upload([photoFile(await jpeg())], { api });
    },
    says: "This upload is not known.",
  },
  OBJECT_MISSING: {
    how: "something on the way says that it has stored what it has not",
    run: async ({ proxies, upload }) => {
      const fault = { type: "answer", status: 204 } as const;
      proxies.storage.setRules([{ method: "POST", fault }]);
      return upload([photoFile(await jpeg())]);
    },
    says: "The photo did not arrive.",
  },
  OBJECT_MISMATCH: {
    how: "a bit is turned over on the way",
    run: async ({ proxies, upload }) => {
      proxies.storage.setRules([{ method: "POST", fault: { type: "corrupt", at: 0.9 } }]);
      return upload([photoFile(await jpeg(600, 400))]);
    },
    says: "What arrived is not the photo you chose.",
  },
  PROCESSING_FAILED: {
    how: "a decoder that is killed before it is done, twice",
    run: async ({ adopter, upload }) => {
      const processor = createSharpProcessor({ timeoutMs: 1 });
      const ended = await upload([photoFile(await jpeg())], { api: await adopter({ processor }) });
      await processor.close();
      return ended;
    },
    says: "This photo could not be processed.",
  },
  IMAGE_REFUSED: {
    how: "an app whose own inspection does not want the picture",
    run: async ({ adopter, upload }) => {
      const inspect = async (): Promise<"refused"> => "refused";
      return upload([photoFile(await jpeg())], { api: await adopter({ inspect }) });
    },
    says: "This photo was not accepted.",
  },
  INTERNAL: {
    how: "an app whose own database fails",
    run: async ({ adopter, upload }) => {
      const onPublished = async (): Promise<never> => {
        throw new Error('relation "photos" does not exist');
      };
      return upload([photoFile(await jpeg())], { api: await adopter({ onPublished }) });
    },
    says: "Something went wrong on our side.",
  },
};
