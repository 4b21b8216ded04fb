/** One upload as one straight line: prepare → ticket → transfer → verify. */
import { errorTable, isFilesFault } from "../error-table.ts";
import type { ImagePolicy } from "../image-policy.ts";
import type { UploadTicket } from "../ticket.ts";
import { isUploadError, toUploadError, uploadError } from "../upload-error.ts";
import { callApi, endsUpload } from "./call-api.ts";
import { abortable, sleep } from "./abortable.ts";
import type { Transport } from "./post-form.ts";
import type { Prepare, PreparedFile } from "./prepare-file.ts";
import { readStorageAnswer, type Forbidden } from "./read-storage-answer.ts";
import { withRetry, type Patience } from "./retry.ts";
import type { HoldSlot } from "./slots.ts";
import type { RunEvent } from "./state.ts";
import type { UploadApi } from "./upload-api.ts";

/** What is kept of an upload between its runs, so that trying again costs as little as possible. */
export type UploadJob<Input> = {
  /** null after a reload of the page: then only what was sent before can be finished */
  readonly file: File | null;
  readonly input: Input;
  /** goes along with the ticket; whatever becomes of the upload, it keeps its place among those picked with it */
  readonly pickedAtMs: number;
  /** in the list; whoever is further in front is served first */
  position: number;
  prepared?: PreparedFile | undefined;
  /** of its content, once the list has taken it */
  sha256?: string | undefined;
  ticket?: HeldTicket | undefined;
};

export type HeldTicket = Pick<UploadTicket, "url" | "fields" | "claim"> & {
  /** its bytes have arrived, or may have when there was no answer; until the server has said what becomes of them */
  isSent: boolean;
  /** storage or server has said that they have */
  isStored?: boolean;
  /** by the client's clock */
  expiresAtMs: number;
};

export type UploadLine<Input, Data> = Patience & {
  api: UploadApi<Input, Data>;
  prepare: Prepare;
  transport: Transport;
  /** The slot of a ticket is held until the bytes are sent; there is one more of them than for sending. */
  slots: Record<"prepare" | "ticket" | "transfer" | "verify", HoldSlot>;
  /** @throws TOO_MANY_FILES · what asking for the policy throws */
  admit: () => Promise<ImagePolicy>;
  /** @throws DUPLICATE_FILE */
  admitContent: (prepared: PreparedFile) => void;
  /** of the first try; each retry counts one up, as `state.ts` does */
  attempt: number;
  emit: (event: RunEvent<Data> & { attempt: number }) => void;
};

/** Ends with the event `published`, `rejected` or `failed`; without any when the signal aborted. Never throws. */
export async function runUpload<Input, Data>(
  job: UploadJob<Input>,
  line: UploadLine<Input, Data>,
): Promise<void> {
  const { api, clock, signal, slots } = line;
  let { attempt } = line;
  let forbidden: Forbidden = "TICKET_EXPIRED";
  const emit = (event: RunEvent<Data>, of = attempt): void => {
    if (!signal.aborted) line.emit({ ...event, attempt: of });
  };

  const prepare = async (file: File): Promise<void> => {
    const policy = await line.admit();
    job.prepared ??= await slots.prepare(job, signal, () => {
      emit({ type: "preparing" });
      return abortable(line.prepare(file, policy, signal), signal);
    });
    line.admitContent(job.prepared);
    emit({ type: "prepared", sizeBytes: job.prepared.description.sizeBytes });
  };

  /** The one that is there, or another when it is too old. */
  const holdTicket = async (file: File, { description }: PreparedFile): Promise<HeldTicket> => {
    const { ticket } = job;
    if (ticket && ticket.expiresAtMs - clock.now() >= leastLifeMs) return ticket;
    emit({ type: "ticketing" });
    const name = file.name.slice(0, maxNameLength);
    const { input, pickedAtMs } = job;
    const request = { input, file: { ...description, name }, pickedAtMs };
    const given = await callApi((call) => api.getUploadTicket.mutate(request, call), line);
    const expiresAtMs = clock.now() + given.expiresInMs;
    return (job.ticket = { ...given, isSent: false, expiresAtMs });
  };

  const transfer = async (ticket: HeldTicket, { file }: PreparedFile): Promise<void> => {
    const current = attempt;
    emit({ type: "uploading" });
    const onProgress = (loadedBytes: number): void =>
      emit({ type: "progress", loadedBytes }, current);
    ticket.isSent = true;
    const sent = line.transport({ ...ticket, file, onProgress, signal, clock });
    const answer = await abortable(sent, signal).catch(async (error: unknown) => {
      await assertReadable(file);
      throw error;
    });
    const error = readStorageAnswer(answer, forbidden);
    ticket.isStored = !error;
    if (!error) return;
    forbidden = error.code === "TICKET_EXPIRED" ? "STORAGE_REFUSED" : "TICKET_EXPIRED";
    // 500, 502 and 504 may come from something between us and a storage that has the bytes.
    ticket.isSent = answer.status >= 500 && answer.status !== 503;
    throw error;
  };

  /** From wherever the last try got to, until the bytes are in storage. */
  const send = async (file: File, prepared: PreparedFile): Promise<HeldTicket> => {
    await holdTicket(file, prepared);
    return slots.transfer(job, signal, async () => {
      // It may have grown old while it waited for its turn.
      const ticket = await holdTicket(file, prepared);
      await transfer(ticket, prepared);
      return ticket;
    });
  };

  const complete = async (ticket: HeldTicket): Promise<Data> => {
    const { claim } = ticket;
    emit({ type: ticket.isStored ? "verifying" : "ticketing" });
    const ask = async (): Promise<Data> => {
      const endMs = clock.now() + processingMs;
      while (clock.now() < endMs) {
        const result = await callApi((call) => api.completeUpload.mutate({ claim }, call), line);
        if (result.status === "published") return result.data;
        ticket.isStored = true;
        emit({ type: "verifying" });
        await sleep(clock, result.retryAfterMs, signal);
      }
      throw uploadError("SERVER_UNREACHABLE");
    };
    return slots.verify(job, signal, ask).catch((error: unknown) => {
      if (isUploadError(error, "OBJECT_MISSING") || endsUpload(error)) ticket.isSent = false;
      throw error;
    });
  };

  /** One try of everything that needs the network. */
  const sendAndComplete = async (): Promise<Data> => {
    const { file, prepared, ticket } = job;
    if (ticket?.isSent) {
      try {
        // The server knows best whether bytes have arrived; if so, they are never sent again.
        return await complete(ticket);
      } catch (error) {
        // What was there before is gone for good.
        if (!isUploadError(error, "OBJECT_MISSING") || ticket.isStored) throw error;
      }
    }
    if (!file || !prepared) throw uploadError("FILE_LOST");
    return complete(await slots.ticket(job, signal, () => send(file, prepared)));
  };

  try {
    if (job.file) await prepare(job.file);
    const data = await withRetry(sendAndComplete, line, (error, delayMs) => {
      const isReusable = job.ticket?.isSent || errorTable[error.code].retry === "same-ticket";
      if (!isReusable) job.ticket = undefined;
      if (delayMs === null) return;
      emit({ type: "retrying", delayMs, refusal: error.refusal });
      attempt += 1;
    });
    // A picture that was made smaller would stay in memory as long as the item in the list.
    job.prepared = undefined;
    emit({ type: "published", data });
  } catch (cause) {
    const error = toUploadError(cause);
    emit({ type: isFilesFault(error.code) ? "rejected" : "failed", error });
  }
}

const maxNameLength = 255;

/** Longer than the server's lease: by then, another of its workers would have ended what one has left undone. */
const processingMs = 180_000;

/** With less of its life left, a transfer may outlast the ticket. */
const leastLifeMs = 60_000;

/** A file that was changed on disk fails in the browser like a lost connection. */
async function assertReadable(file: Blob): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (cause) {
    throw uploadError("FILE_UNREADABLE", { cause });
  }
}
