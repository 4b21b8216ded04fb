/** A server and a storage that answer what a test has written down, and remember what they were asked. */
import { createImagePolicy, type ImagePolicy } from "../../src/image-policy.ts";
import type { StorageForm, Transport } from "../../src/client/post-form.ts";
import type { Prepare } from "../../src/client/prepare-file.ts";
import type { StorageAnswer } from "../../src/client/read-storage-answer.ts";
import type { CallOptions, UploadApi } from "../../src/client/upload-api.ts";
import type { CompleteResult, DescribedFile, UploadTicket } from "../../src/ticket.ts";

export type Input = { productId: string };
export type Image = { imageId: string };

/** Called with what the request says; what it returns or throws is the answer. */
export type Script = {
  policy: () => Promise<ImagePolicy> | ImagePolicy;
  ticket: (file: DescribedFile, options: CallOptions) => Promise<UploadTicket> | UploadTicket;
  transfer: (form: StorageForm) => Promise<StorageAnswer> | StorageAnswer;
  complete: (
    claim: string,
    options: CallOptions,
  ) => Promise<CompleteResult<Image>> | CompleteResult<Image>;
  discard: (claim: string) => Promise<void> | void;
};

export type ScriptedServer = {
  api: UploadApi<Input, Image>;
  transport: Transport;
  /** such as `ticket a.jpg`, `transfer claim-1`, in order */
  requests: string[];
  inputs: Input[];
};

export function createScriptedServer(script: Partial<Script> = {}): ScriptedServer {
  const requests: string[] = [];
  const inputs: Input[] = [];
  let ticketCount = 0;
  const nextTicket = (): UploadTicket => {
    ticketCount += 1;
    const claim = `claim-${ticketCount}`;
    return { method: "POST", url: "https://s3.test/", fields: { claim }, claim, expiresInMs };
  };
  return {
    requests,
    inputs,
    api: {
      policy: {
        query: async () => {
          requests.push("policy");
          return (script.policy ?? createImagePolicy)();
        },
      },
      getUploadTicket: {
        mutate: async (request, options = {}) => {
          requests.push(`ticket ${request.file.name}`);
          inputs.push(request.input);
          return (script.ticket ?? nextTicket)(request.file, options);
        },
      },
      completeUpload: {
        mutate: async ({ claim }, options = {}) => {
          requests.push(`complete ${claim}`);
          return (script.complete ?? published)(claim, options);
        },
      },
      discardUpload: {
        mutate: async ({ claim }) => {
          requests.push(`discard ${claim}`);
          await script.discard?.(claim);
        },
      },
    },
    transport: async (form) => {
      requests.push(`transfer ${form.fields["claim"]}`);
      return (script.transfer ?? stored)(form);
    },
  };
}

export const expiresInMs = 300_000;

export function stored(): StorageAnswer {
  return { status: 201, body: "" };
}

export function published(claim: string): CompleteResult<Image> {
  return { status: "published", data: { imageId: `image of ${claim}` } };
}

/** Answers one after another, the last one for good. */
export function inTurn<Answer extends (...args: never[]) => unknown>(
  ...answers: [Answer | (() => never | Promise<never>), ...Answer[]]
): Answer {
  let at = 0;
  const next = (...args: never[]) => {
    const answer = answers[Math.min(at, answers.length - 1)]!;
    at += 1;
    return answer(...args);
  };
  // It takes and gives what each of the answers does.
  return next as Answer;
}

export function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

/** An answer that never comes. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

export function file(name = "a.jpg", content = name): File {
  return new File([content], name, { type: "image/jpeg" });
}

/** Takes any file for a JPEG, with its content in place of a hash. */
export const prepare: Prepare = async (blob) => ({
  file: blob,
  description: {
    type: "image/jpeg",
    width: 4,
    height: 3,
    sizeBytes: blob.size,
    sha256: await blob.text(),
  },
});
