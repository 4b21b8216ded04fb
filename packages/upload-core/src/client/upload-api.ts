/** The server as the engine sees it; tRPC's proxy client of a `createUploadRouter` fits as it is. */
import type { ImagePolicy } from "../image-policy.ts";
import type { ClaimRequest, CompleteResult, TicketRequest, UploadTicket } from "../ticket.ts";

export type CallOptions = { signal?: AbortSignal };

export type UploadApi<Input, Data> = {
  policy: { query: (input?: undefined, options?: CallOptions) => Promise<ImagePolicy> };
  getUploadTicket: {
    mutate: (request: TicketRequest<Input>, options?: CallOptions) => Promise<UploadTicket>;
  };
  completeUpload: {
    mutate: (request: ClaimRequest, options?: CallOptions) => Promise<CompleteResult<Data>>;
  };
  discardUpload: { mutate: (request: ClaimRequest, options?: CallOptions) => Promise<void> };
};
