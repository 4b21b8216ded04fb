/** One upload as one straight line: prepare → ticket → transfer → verify. */
import { errorTable } from "../error-table.ts";
import type { ImagePolicy } from "../image-policy.ts";
import type { CompleteResult, UploadTicket } from "../ticket.ts";
import { isUploadError, toUploadError, uploadError, type UploadError } from "../upload-error.ts";
import { callApi } from "./call-api.ts";
import { abortable, sleep } from "./clock.ts";
import type { Transport } from "./post-form.ts";
import type { Prepare, PreparedFile } from "./prepare-file.ts";
import { readStorageAnswer } from "./read-storage-answer.ts";
import { withRetry, type Patience } from "./retry.ts";
import type { TakeSlot } from "./slots.ts";
import type { RunEvent } from "./state.ts";
import type { UploadApi } from "./upload-api.ts";

/** What is kept of an upload between its runs, so that trying again costs as little as possible. */
export type UploadJob<Input> = {
  readonly file: File;
  readonly input: Input;
  prepared?: PreparedFile | undefined;
  ticket?: HeldTicket | undefined;
};

/** `isSent`: its bytes have arrived, or may have when there was no answer. */
type HeldTicket = UploadTicket & { answeredAtMs: number; isSent: boolean };

export type UploadLine<Input, Data> = Patience & {
  api: UploadApi<Input, Data>;
  prepare: Prepare;
  transport: Transport;
  takePrepareSlot: TakeSlot;
  takeTransferSlot: TakeSlot;
  /** @throws TOO_MANY_FILES · what asking for the policy throws */
  admit: () => Promise<ImagePolicy>;
  /** @throws DUPLICATE_FILE */
  admitContent: (prepared: PreparedFile) => void;
  /** of the first try; each retry counts one up, as `state.ts` does */
  attempt: number;
  emit: (event: RunEvent<Data> & { attempt: number }) => void;
};

/** Ends with the event `published` or `refused`; without any when the signal aborted. Never throws. */
export async function runUpload<Input, Data>(
  job: UploadJob<Input>,
  line: UploadLine<Input, Data>,
): Promise<void> {
  const { api, clock, signal } = line;
  let { attempt } = line;
  const emit = (event: RunEvent<Data>, of = attempt): void => {
    if (!signal.aborted) line.emit({ ...event, attempt: of });
  };

  const prepare = async (): Promise<PreparedFile> => {
    const policy = await line.admit();
    if (!job.prepared) {
      const freeSlot = await line.takePrepareSlot(signal);
      try {
        emit({ type: "preparing" });
        job.prepared = await abortable(line.prepare(job.file, policy, signal), signal);
      } finally {
        freeSlot();
      }
    }
    line.admitContent(job.prepared);
    emit({ type: "prepared", sizeBytes: job.prepared.description.sizeBytes });
    return job.prepared;
  };

  const getTicket = async ({ description }: PreparedFile): Promise<HeldTicket> => {
    emit({ type: "ticketing" });
    const name = job.file.name.slice(0, maxNameLength);
    const request = { input: job.input, file: { ...description, name } };
    const ticket = await callApi((call) => api.getUploadTicket.mutate(request, call), line);
    return (job.ticket = { ...ticket, answeredAtMs: clock.now(), isSent: false });
  };

  const lifeLeftMs = (ticket: HeldTicket): number =>
    ticket.expiresInMs - (clock.now() - ticket.answeredAtMs);

  const transfer = async (ticket: HeldTicket, { file }: PreparedFile): Promise<void> => {
    const { url, fields } = ticket;
    const current = attempt;
    emit({ type: "uploading" });
    const onProgress = (loadedBytes: number): void =>
      emit({ type: "progress", loadedBytes }, current);
    ticket.isSent = true;
    const sent = line.transport({ url, fields, file, onProgress, signal, clock });
    const answer = await abortable(sent, signal).catch(async (error: unknown) => {
      await assertReadable(file);
      throw error;
    });
    const error = readStorageAnswer(answer, lifeLeftMs(ticket) < signingMarginMs);
    if (!error) return;
    // 500, 502 and 504 may come from something between us and a storage that has the bytes.
    if (answer.status < 500 || answer.status === 503) ticket.isSent = false;
    throw error;
  };

  const complete = ({ claim }: UploadTicket): Promise<CompleteResult<Data>> =>
    callApi((call) => api.completeUpload.mutate({ claim }, call), line);

  /** The server knows best whether bytes have arrived; if so, they are never sent again. */
  const findArrived = async (ticket: HeldTicket): Promise<CompleteResult<Data> | undefined> => {
    try {
      return await complete(ticket);
    } catch (error) {
      if (!isUploadError(error, "OBJECT_MISSING")) throw error;
      ticket.isSent = false;
      return undefined;
    }
  };

  /** One try of everything that needs the network, from wherever the last one got to. */
  const send = async (prepared: PreparedFile): Promise<Data> => {
    let { ticket } = job;
    let result = ticket?.isSent ? await findArrived(ticket) : undefined;
    if (!ticket?.isSent) {
      if (!ticket || lifeLeftMs(ticket) < leastLifeMs) ticket = await getTicket(prepared);
      await transfer(ticket, prepared);
    }
    emit({ type: "verifying" });
    for (;;) {
      result ??= await complete(ticket);
      if (result.status === "published") return result.data;
      await sleep(clock, result.retryAfterMs, signal);
      result = undefined;
    }
  };

  let freeSlot = (): void => {};
  try {
    const prepared = await prepare();
    freeSlot = await line.takeTransferSlot(signal);
    const data = await withRetry(
      () => send(prepared),
      line,
      (error, delayMs) => {
        forgetTicket(job, error);
        if (delayMs === null) return;
        emit({ type: "retrying", delayMs, refusal: error.refusal });
        attempt += 1;
      },
    );
    emit({ type: "published", data });
  } catch (cause) {
    emit({ type: "refused", error: toUploadError(cause) });
  } finally {
    freeSlot();
  }
}

const maxNameLength = 255;

/** With less of its life left, a transfer may outlast the ticket. */
const leastLifeMs = 60_000;

/** The life is counted from the answer, but began when the server signed. */
const signingMarginMs = 30_000;

/** A file that was changed on disk fails in the browser like a lost connection. */
async function assertReadable(file: Blob): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (cause) {
    throw uploadError("FILE_UNREADABLE", { cause });
  }
}

/** A ticket whose bytes may have arrived is kept whatever happens, unless the server says that they have not. */
function forgetTicket<Input>(job: UploadJob<Input>, { code }: UploadError): void {
  const isLost = code === "OBJECT_MISSING" || code === "CLAIM_INVALID";
  const isUnused = !job.ticket?.isSent && errorTable[code].retry !== "same-ticket";
  if (isLost || isUnused) job.ticket = undefined;
}
