/** One upload as one straight line: prepare → ticket → transfer → verify. */
import { errorTable } from "../error-table.ts";
import type { ImagePolicy } from "../image-policy.ts";
import type { CompleteResult, UploadTicket } from "../ticket.ts";
import { isUploadError, uploadError, type UploadError } from "../upload-error.ts";
import { callApi } from "./call-api.ts";
import { abortable, sleep } from "./clock.ts";
import type { Transport } from "./post-form.ts";
import type { Prepare, PreparedFile } from "./prepare-file.ts";
import { readStorageAnswer } from "./read-storage-answer.ts";
import { toUploadError, withRetry, type Patience } from "./retry.ts";
import type { Slots } from "./slots.ts";
import type { RunEvent } from "./state.ts";
import type { UploadApi } from "./upload-api.ts";

/** What is kept of an upload between its runs, so that trying again costs as little as possible. */
export type UploadJob<Input> = {
  readonly file: File;
  readonly input: Input;
  prepared?: PreparedFile | undefined;
  ticket?: HeldTicket | undefined;
};

/** `unclear`: bytes were sent and no answer came, so they may have arrived or not. */
type HeldTicket = UploadTicket & { answeredAtMs: number; bytes: "unsent" | "unclear" | "arrived" };

export type UploadLine<Input, Data> = Patience & {
  api: UploadApi<Input, Data>;
  prepare: Prepare;
  transport: Transport;
  prepareSlots: Slots;
  transferSlots: Slots;
  /** @throws TOO_MANY_FILES · what asking for the policy throws */
  admit: () => Promise<ImagePolicy>;
  /** @throws DUPLICATE_FILE */
  admitContent: (prepared: PreparedFile) => void;
  /** of the first try; each retry counts one up, as `state.ts` does */
  attempt: number;
  emit: (event: RunEvent<Data> & { attempt: number }) => void;
};

type Emit<Data> = (event: RunEvent<Data>) => void;

/** Ends with the event `published` or `refused`; without any when the signal aborted. Never throws. */
export async function runUpload<Input, Data>(
  job: UploadJob<Input>,
  line: UploadLine<Input, Data>,
): Promise<void> {
  const { signal } = line;
  let { attempt } = line;
  let freeSlot = (): void => {};
  const emitFor =
    (current: number): Emit<Data> =>
    (event) => {
      if (!signal.aborted) line.emit({ ...event, attempt: current });
    };

  try {
    const prepared = await prepare(job, line, emitFor(attempt));
    freeSlot = await line.transferSlots.take(signal);
    const data = await withRetry(
      () => send(job, prepared, line, emitFor(attempt)),
      line,
      ({ refusal }, delayMs) => {
        emitFor(attempt)({ type: "retrying", delayMs, refusal });
        attempt += 1;
      },
    );
    emitFor(attempt)({ type: "published", data });
  } catch (cause) {
    emitFor(attempt)({ type: "refused", error: toUploadError(cause) });
  } finally {
    freeSlot();
  }
}

async function prepare<Input, Data>(
  job: UploadJob<Input>,
  line: UploadLine<Input, Data>,
  emit: Emit<Data>,
): Promise<PreparedFile> {
  const policy = await line.admit();
  if (!job.prepared) {
    const freeSlot = await line.prepareSlots.take(line.signal);
    try {
      emit({ type: "preparing" });
      job.prepared = await abortable(line.prepare(job.file, policy, line.signal), line.signal);
    } finally {
      freeSlot();
    }
  }
  line.admitContent(job.prepared);
  emit({ type: "prepared", sizeBytes: job.prepared.description.sizeBytes });
  return job.prepared;
}

/** One try of everything that needs the network, from wherever the last one got to. */
async function send<Input, Data>(
  job: UploadJob<Input>,
  prepared: PreparedFile,
  line: UploadLine<Input, Data>,
  emit: Emit<Data>,
): Promise<Data> {
  try {
    const found = await findArrived(job, line);
    const ticket =
      job.ticket?.bytes === "arrived" ? job.ticket : await getTicket(job, prepared, line, emit);
    if (ticket.bytes !== "arrived") await transfer(ticket, prepared, line, emit);
    emit({ type: "verifying" });
    return await verify(ticket, line, found);
  } catch (error) {
    line.signal.throwIfAborted();
    forgetTicket(job, toUploadError(error));
    throw error;
  }
}

/** After a transfer without an answer the server knows best: bytes that have arrived are never sent again. */
async function findArrived<Input, Data>(
  { ticket }: UploadJob<Input>,
  line: UploadLine<Input, Data>,
): Promise<CompleteResult<Data> | null> {
  if (ticket?.bytes !== "unclear") return null;
  try {
    const result = await complete(ticket, line);
    ticket.bytes = "arrived";
    return result;
  } catch (error) {
    if (!isUploadError(error, "OBJECT_MISSING")) throw error;
    ticket.bytes = "unsent";
    return null;
  }
}

/** With less of its life left, a transfer may outlast the ticket. */
const leastLifeMs = 60_000;

async function getTicket<Input, Data>(
  job: UploadJob<Input>,
  { description }: PreparedFile,
  line: UploadLine<Input, Data>,
  emit: Emit<Data>,
): Promise<HeldTicket> {
  if (job.ticket && lifeLeftMs(job.ticket, line) >= leastLifeMs) return job.ticket;
  emit({ type: "ticketing" });
  const name = job.file.name.slice(0, maxNameLength);
  const request = { input: job.input, file: { ...description, name } };
  const ticket = await callApi(
    (options) => line.api.getUploadTicket.mutate(request, options),
    line,
  );
  job.ticket = { ...ticket, answeredAtMs: line.clock.now(), bytes: "unsent" };
  return job.ticket;
}

const maxNameLength = 255;

async function transfer<Input, Data>(
  ticket: HeldTicket,
  { file }: PreparedFile,
  line: UploadLine<Input, Data>,
  emit: Emit<Data>,
): Promise<void> {
  const { url, fields } = ticket;
  const { signal, clock } = line;
  emit({ type: "uploading" });
  const onProgress = (loadedBytes: number): void => emit({ type: "progress", loadedBytes });
  ticket.bytes = "unclear";
  const sent = line.transport({ url, fields, file, onProgress, signal, clock });
  const answer = await abortable(sent, signal).catch(async (error: unknown) => {
    signal.throwIfAborted();
    await assertReadable(file);
    throw error;
  });
  const error = readStorageAnswer(answer, lifeLeftMs(ticket, line) < signingMarginMs);
  if (!error) {
    ticket.bytes = "arrived";
    return;
  }
  // 500, 502 and 504 may come from something between us and a storage that has the bytes.
  if (answer.status <= 499 || answer.status === 503) ticket.bytes = "unsent";
  throw error;
}

/** The life is counted from the answer, but began when the server signed. */
const signingMarginMs = 30_000;

function lifeLeftMs(ticket: HeldTicket, { clock }: Patience): number {
  return ticket.expiresInMs - (clock.now() - ticket.answeredAtMs);
}

/** A file that was changed on disk fails in the browser like a lost connection. */
async function assertReadable(file: Blob): Promise<void> {
  await file
    .slice(0, 1)
    .arrayBuffer()
    .catch((cause: unknown) => {
      throw uploadError("FILE_UNREADABLE", { cause });
    });
}

async function verify<Input, Data>(
  ticket: UploadTicket,
  line: UploadLine<Input, Data>,
  found: CompleteResult<Data> | null,
): Promise<Data> {
  let result = found;
  for (;;) {
    result ??= await complete(ticket, line);
    if (result.status === "published") return result.data;
    await sleep(line.clock, result.retryAfterMs, line.signal);
    result = null;
  }
}

function complete<Input, Data>(
  { claim }: UploadTicket,
  line: UploadLine<Input, Data>,
): Promise<CompleteResult<Data>> {
  return callApi((options) => line.api.completeUpload.mutate({ claim }, options), line);
}

/** A ticket whose bytes have arrived is kept whatever happens, unless the server says that they have not. */
function forgetTicket<Input>(job: UploadJob<Input>, { code }: UploadError): void {
  const isLost = code === "OBJECT_MISSING" || code === "CLAIM_INVALID";
  const isUnused = job.ticket?.bytes === "unsent" && errorTable[code].retry !== "same-ticket";
  if (isLost || isUnused) job.ticket = undefined;
}
