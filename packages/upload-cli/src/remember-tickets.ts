/** Goes on with the tickets of an earlier run, and notes those of this one before a byte is sent with them. */
import { isFilesFault, type UploadTicket } from "@picket/upload-core";
import { endsUpload, wrapApiError, type Transport } from "@picket/upload-core/client";
import type { CliApi } from "./create-api.ts";
import { factsOf } from "./create-checker.ts";
import type { FoundFile } from "./find-files.ts";
import type { Journal, KeptTicket } from "./journal.ts";

type Line = { api: CliApi; transport: Transport };

/**
 * The server is asked first what became of an earlier ticket. If its bytes arrived, they are not sent again; if not,
 * the same ticket is used as long as it lives, because what that run handed to its system may still be on its way:
 * then it meets the same bytes under the same key, and they become one image.
 * @param options.fileOf the file with a content
 */
export function rememberTickets(
  { api, transport }: Line,
  { journal, fileOf }: { journal: Journal; fileOf: (sha256: string) => FoundFile | undefined },
): Line {
  const goOn = async (kept: KeptTicket, options?: object): Promise<UploadTicket | null> => {
    const { ticket } = kept;
    try {
      await api.completeUpload.mutate({ claim: ticket.claim }, options);
      return { ...ticket, url: arrivedUrl, expiresInMs: longMs };
    } catch (error) {
      const refused = wrapApiError(error);
      const { code } = refused;
      const expiresInMs = Date.parse(kept.expiresAt) - Date.now();
      if (code === "OBJECT_MISSING") return expiresInMs > 0 ? { ...ticket, expiresInMs } : null;
      if (!endsUpload(refused) || isFilesFault(code)) throw error;
      // There was no room, or no right; or it is another account's: that may be different now.
      journal.write({ type: "ended", sha256: kept.sha256 });
      return null;
    }
  };

  const triedOnce = new Set<KeptTicket>();
  const takeEarlier = async (sha256: string, options?: object): Promise<UploadTicket | null> => {
    const kept = journal.ticketOf(sha256);
    if (!kept || triedOnce.has(kept)) return null;
    const ticket = await goOn(kept, options);
    triedOnce.add(kept);
    return ticket;
  };

  return {
    api: {
      ...api,
      getUploadTicket: {
        mutate: async (request, options) => {
          const { sha256 } = request.file;
          // Asked first, because an upload that has ended is forgotten; its file keeps its place all the same.
          const { pickedAtMs = request.pickedAtMs } = journal.ticketOf(sha256) ?? {};
          const earlier = await takeEarlier(sha256, options);
          if (earlier) return earlier;
          const answer = await api.getUploadTicket.mutate({ ...request, pickedAtMs }, options);
          const { expiresInMs, ...ticket } = answer;
          const expiresAt = new Date(Date.now() + expiresInMs).toISOString();
          const file = fileOf(sha256);
          if (file) {
            const facts = factsOf(file);
            journal.write({ type: "ticket", sha256, file: facts, ticket, expiresAt, pickedAtMs });
          }
          return answer;
        },
      },
    },
    transport: async (form) => {
      if (form.url !== arrivedUrl) return transport(form);
      form.onProgress(form.file.size);
      return { status: 201, body: "" };
    },
  };
}

/** In place of a storage: there is nothing left to send. */
const arrivedUrl = "picket:arrived";

/** The life of such a ticket does not matter. */
const longMs = 24 * 60 * 60 * 1000;
