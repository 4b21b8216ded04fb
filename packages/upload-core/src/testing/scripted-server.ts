/** A server and a storage that answer what a test has written down, and remember what they were asked. */
import type { StorageForm, Transport } from "../client/post-form.ts";
import type { StorageAnswer } from "../client/read-storage-answer.ts";
import type { CallOptions, UploadApi } from "../client/upload-api.ts";
import { createImagePolicy, type ImagePolicy } from "../image-policy.ts";
import type { CompleteResult, TicketRequest, UploadTicket } from "../ticket.ts";

/** Called with what the request says; what it returns or throws is the answer. */
export type Script<Input, Data> = {
  policy: () => Promise<ImagePolicy> | ImagePolicy;
  ticket: (
    request: TicketRequest<Input>,
    options: CallOptions,
  ) => Promise<UploadTicket> | UploadTicket;
  transfer: (form: StorageForm) => Promise<StorageAnswer> | StorageAnswer;
  complete: (
    claim: string,
    options: CallOptions,
  ) => Promise<CompleteResult<Data>> | CompleteResult<Data>;
  discard: (claim: string) => Promise<void> | void;
};

export type ScriptedServer<Input, Data> = {
  api: UploadApi<Input, Data>;
  transport: Transport;
  /** such as `policy`, `ticket a.jpg`, `transfer claim-1`, `complete claim-1`, `discard claim-1`; in order */
  requests: string[];
};

/** @param script a step that is left out goes well */
export function createScriptedServer<Input, Data>(
  script: Partial<Script<Input, Data>> & Pick<Script<Input, Data>, "ticket" | "complete">,
): ScriptedServer<Input, Data> {
  const { policy = createImagePolicy, ticket, transfer = stored, complete, discard } = script;
  const requests: string[] = [];
  return {
    requests,
    api: {
      policy: {
        query: async () => {
          requests.push("policy");
          return policy();
        },
      },
      getUploadTicket: {
        mutate: async (request, options = {}) => {
          requests.push(`ticket ${request.file.name}`);
          return ticket(request, options);
        },
      },
      completeUpload: {
        mutate: async ({ claim }, options = {}) => {
          requests.push(`complete ${claim}`);
          return complete(claim, options);
        },
      },
      discardUpload: {
        mutate: async ({ claim }) => {
          requests.push(`discard ${claim}`);
          await discard?.(claim);
        },
      },
    },
    transport: async (form) => {
      requests.push(`transfer ${form.fields["claim"]}`);
      return transfer(form);
    },
  };
}

/** What a storage answers that has taken the file. */
export function stored(): StorageAnswer {
  return { status: 201, body: "" };
}

/** @param claim goes along in the form, too, where a storage finds it */
export function createTicket(claim: string): UploadTicket {
  const url = "https://storage.test/";
  return { method: "POST", url, fields: { claim }, claim, expiresInMs: 300_000 };
}
