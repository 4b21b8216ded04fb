/** Server and storage in memory, for the tests of an app: no network, no pictures, no waiting. */
import type { Transport } from "../client/post-form.ts";
import type { Prepare } from "../client/prepare-file.ts";
import type { StorageAnswer } from "../client/read-storage-answer.ts";
import type { UploadApi } from "../client/upload-api.ts";
import { isFinal, type UploadErrorCode } from "../error-table.ts";
import { createImagePolicy, type ImagePolicy } from "../image-policy.ts";
import type { DescribedFile, TicketRequest } from "../ticket.ts";
import { UploadError, uploadError } from "../upload-error.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { createFakeConnection, type FakeConnection } from "./fake-connection.ts";
import { fakePrepare } from "./fake-prepare.ts";
import { createHeldTransfers, type HeldTransfers } from "./held-transfers.ts";
import { createOutcomeScript, type FakeOutcomes } from "./outcome-script.ts";
import { createScriptedServer, createTicket, stored } from "./scripted-server.ts";
// Loaded already when the first file asks for it, so that a test need not wait for that.
import "../client/upload-runner.ts";

export type FakeUploadsOptions<Input, Data> = {
  /** what the route's `onPublished` would return */
  publish: (file: DescribedFile, input: Input) => Data;
  /** by file name, `*` for all that are not named; a file without any is published */
  outcomes?: Record<string, FakeOutcomes>;
  /** what to change of Picket's own limits, e.g. `{ maxFiles: 2 }` */
  policy?: Partial<ImagePolicy>;
};

/** What an uploader has to be given so that it needs no server. */
type FakePorts<Input, Data> = {
  api: UploadApi<Input, Data>;
  transport: Transport;
  prepare: Prepare;
  clock: FakeClock;
  connection: FakeConnection;
  random: () => number;
};

export type FakeUploads<Input, Data> = FakePorts<Input, Data> &
  Omit<HeldTransfers, "hold"> & {
    /** all of them at once: `useImageUpload({ ...uploads.ports, input })` */
    ports: FakePorts<Input, Data>;
    /** in order, such as `policy`, `ticket mug.jpg`, `transfer mug.jpg`, `complete mug.jpg`, `discard mug.jpg` */
    requests: string[];
    /** what tickets were given for, in order */
    tickets: Array<TicketRequest<Input>>;
    /** replaces what was to become of this file from its next step on */
    setOutcomes: (name: string, outcomes: FakeOutcomes) => void;
  };

/**
 * @example
 * const uploads = createFakeUploads({
 *   publish: ({ name }) => ({ id: name }),
 *   outcomes: { "mug.jpg": ["NETWORK", "NETWORK", "publish"], "oak.jpg": "QUOTA_EXCEEDED", "*": "hold" },
 * });
 */
export function createFakeUploads<Input, Data>(
  options: FakeUploadsOptions<Input, Data>,
): FakeUploads<Input, Data> {
  const script = createOutcomeScript(options.outcomes ?? {});
  const { hold, ...heldTransfers } = createHeldTransfers();
  const tickets: Array<TicketRequest<Input>> = [];
  type FakeUpload = { request: TicketRequest<Input>; isStored: boolean; end?: UploadError };
  const uploads = new Map<string, FakeUpload>();

  /** Claims are file names, so that requests read well; another one for the same name is `mug.jpg (2)`. */
  const createClaim = (name: string): string => {
    const count = tickets.filter(({ file }) => file.name === name).length;
    return count === 1 ? name : `${name} (${count})`;
  };
  const find = (claim = "") => {
    const upload = uploads.get(claim);
    if (!upload) throw uploadError("CLAIM_INVALID");
    return upload;
  };

  const { api, transport, requests } = createScriptedServer<Input, Data>({
    policy: () => createImagePolicy(options.policy),
    ticket: (request) => {
      throwError(script.take(request.file.name, "ticket"));
      tickets.push(request);
      const claim = createClaim(request.file.name);
      uploads.set(claim, { request, isStored: false });
      return createTicket(claim);
    },
    transfer: async (form) => {
      const upload = find(form.fields["claim"]);
      const { name } = upload.request.file;
      let outcome = script.take(name, "transfer");
      while (outcome === "hold") {
        const outcomes = await hold(name, form);
        if (outcomes !== undefined) script.set(name, outcomes);
        outcome = outcomes && script.take(name, "transfer");
      }
      if (outcome instanceof UploadError) return answerWith(outcome);
      form.onProgress(form.file.size);
      upload.isStored = true;
      if (outcome === "lost-answer") throw uploadError("NETWORK");
      return stored();
    },
    complete: (claim) => {
      const upload = find(claim);
      const { request, isStored } = upload;
      throwError(upload.end);
      if (!isStored) throw uploadError("OBJECT_MISSING");
      const outcome = script.take(request.file.name, "complete");
      if (outcome === "processing") return { status: outcome, retryAfterMs: 1000 };
      // As a server does: what has ended an upload is said about it ever after.
      if (outcome instanceof UploadError && isFinal(outcome.code)) upload.end = outcome;
      throwError(outcome);
      return { status: "published", data: options.publish(request.file, request.input) };
    },
    discard: (claim) => {
      find(claim).isStored = false;
    },
  });
  const prepare: Prepare = async (file, ...rest) => {
    throwError(script.take(file instanceof File ? file.name : "", "prepare"));
    return fakePrepare(file, ...rest);
  };
  const ports = {
    api,
    transport,
    prepare,
    clock: createFakeClock(),
    connection: createFakeConnection(),
    // The longest wait before each retry: 500 ms, then four times as long every time, up to 30 s.
    random: () => 1,
  };
  return { ...ports, ...heldTransfers, ports, requests, tickets, setOutcomes: script.set };
}

function throwError(outcome: unknown): void {
  if (outcome instanceof UploadError) throw outcome;
}

/** @throws what a storage has no answer for */
function answerWith(error: UploadError): StorageAnswer {
  const status = statuses[error.code];
  if (status === undefined) throw error;
  return { status, body: "" };
}

/** The engine makes these codes of them again. */
const statuses: Partial<Record<UploadErrorCode, number>> = {
  STORAGE_UNAVAILABLE: 503,
  TICKET_EXPIRED: 403,
  STORAGE_REFUSED: 400,
};
