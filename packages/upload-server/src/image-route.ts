/** A route: one kind of image with its policy, its permission and its place in the app. Knows no transport. */
import type {
  CompleteResult,
  DescribedFile,
  ImagePolicy,
  TicketRequest,
  UploadTicket,
} from "@picket/upload-core";
import type { z } from "zod";
import { completeUpload } from "./complete-upload.ts";
import { discardUpload } from "./discard-upload.ts";
import type { Gate, GateLoad } from "./gate.ts";
import { gateOf } from "./gate-of.ts";
import type { ImageProcessor } from "./image-processor.ts";
import type { Inspect } from "./inspect-image.ts";
import { issueTicket } from "./issue-ticket.ts";
import type { Visibility } from "./keys.ts";
import type { ObjectStore } from "./object-store.ts";
import type { PublishedImage } from "./publish-image.ts";
import type { JsonValue, UploadLedger } from "./upload-ledger.ts";
import { createRandomPool } from "./random-pool.ts";
import { defaultVariants, parseVariantSpec, type VariantSpec } from "./variant-spec.ts";

/** What every route of an app shares. */
export type UploadBackend<Tx> = {
  store: ObjectStore;
  ledger: UploadLedger<Tx>;
  processor: ImageProcessor;
  /** signs claims; at least 32 random characters, the same for all processes of the app */
  secret: string;
  /** uploads verified at once by one process, for all routes on this backend; 4 when left out, and one person has one less. Some more of each person wait, who take turns; the others are told to ask again */
  maxVerifications?: number;
  clock?: () => Date;
  random?: (sizeBytes: number) => Uint8Array;
  /** Put around each step of an upload, for spans and metrics: passes on what `run` gives and throws. */
  around?: <Result>(step: UploadStep, run: () => Promise<Result>) => Promise<Result>;
  /** Told of errors that end nothing and are thrown to nobody, for logs; they may name keys and what the decoder said. Must not throw. */
  onError?: (error: unknown, where: FailedStep) => void;
};

/**
 * `decode` a file took its decoder down or all its time, which is PROCESSING_FAILED with the reason as its `cause`; a file that was
 * merely refused is told to its owner alone · `remove` objects that are not needed any more are still there, until a
 * sweep · `sweep` one upload could not be swept · `event` one object of an event could not be completed
 */
export type FailedStep = {
  step: "decode" | "remove" | "sweep" | "event";
  imageId: string;
};

/** `decode` and `publish` are parts of `complete`. */
export type UploadStep = {
  name: "ticket" | "complete" | "decode" | "publish";
  route: string;
  /** of the image that may come of it, the same in all four; it does not give the ticket away */
  imageId: string;
};

/**
 * @typeParam Input what the page says about the place of the image, e.g. `{ productId: string }`; up to 200 bytes as JSON always fit a claim
 * @typeParam Data what `onPublished` returns and the hook shows as `item.data`; plain JSON
 */
export type ImageRouteOptions<Tx, Input, Data extends JsonValue> = {
  /** lower camel case; part of every key and claim, so never change it */
  name: string;
  policy: ImagePolicy;
  input: z.ZodType<Input, Input>;
  /** what is made of each image; Picket's own choice when left out */
  variants?: VariantSpec;
  /** `private` images are shown by `getViewUrl` only; public when left out */
  visibility?: Visibility;
  /** Keeps what was uploaded too, where nobody but the server reads it; false when left out. */
  keepOriginal?: boolean;
  /**
   * May this person put an image here? Asked when a ticket is issued and again before publishing.
   * `owner` is the id that the transport found for the caller.
   */
  authorize: (request: {
    owner: string;
    input: Input;
    file: Pick<DescribedFile, "name" | "type" | "sizeBytes">;
    /** what was answered at the ticket may be a few seconds old; at completion it must be true */
    stage: "ticket" | "complete";
  }) => Promise<boolean>;
  /** Looks at each image before it is published, e.g. for a virus scanner; without it all are accepted. */
  inspect?: Inspect<Input>;
  /** how long that may take; 20,000 when left out, and the attempt fails when it is over */
  inspectTimeoutMs?: number;
  /** Writes the app's own row, in the transaction that settles the upload. Runs at most once for an upload that counts. */
  onPublished: (event: {
    owner: string;
    input: Input;
    image: PublishedImage;
    /** when the person picked the file: images arrive as they are ready, and this is the order that was meant. Never more than a day away from when it was uploaded */
    pickedAt: Date;
    tx: Tx;
  }) => Promise<Data>;
};

export type ImageRoute<Input, Data> = {
  name: string;
  policy: ImagePolicy;
  input: z.ZodType<Input, Input>;
  issueTicket: (call: { owner: string; request: TicketRequest<Input> }) => Promise<UploadTicket>;
  /** `signal` aborts when the caller has gone: what waits for its turn then makes way, what is being verified goes on */
  completeUpload: (call: CompleteCall) => Promise<CompleteResult<Data>>;
  discardUpload: (call: { owner: string; claim: string }) => Promise<void>;
  /**
   * To be called before the process stops: from now on no upload is begun, of any route on this backend. Those that wait
   * for their turn and those that come are told `processing` at once, so that their callers ask another process, or this
   * one when it is back; those that are being verified go on, see `whenIdle`.
   */
  close: () => void;
  /** Resolves once no upload is being verified, of any route on this backend: wait for it before you close the database. */
  whenIdle: () => Promise<void>;
  /** uploads that are being verified and that wait for their turn, of all routes on this backend in this process */
  load: () => GateLoad;
};

export type CompleteCall = { owner: string; claim: string; signal?: AbortSignal | undefined };

/** A backend and a route's options with every default filled in: what the steps work with. */
export type RouteContext<Tx, Input, Data extends JsonValue> = Required<
  ImageRouteOptions<Tx, Input, Data> & Omit<UploadBackend<Tx>, "maxVerifications">
> & { gate: Gate };

/**
 * @example
 * const productImage = createImageRoute(backend, {
 *   name: "productImage",
 *   policy: createImagePolicy(),
 *   input: z.object({ productId: z.string() }),
 *   authorize: ({ owner, input }) => ownsProduct(owner, input.productId),
 *   onPublished: ({ input, image, tx }) => insertImage(tx, input.productId, image),
 * });
 */
export function createImageRoute<Tx, Input, Data extends JsonValue>(
  backend: UploadBackend<Tx>,
  options: ImageRouteOptions<Tx, Input, Data>,
): ImageRoute<Input, Data> {
  if (!/^[a-z][a-zA-Z0-9]{0,31}$/.test(options.name)) {
    throw new TypeError(`"${options.name}" is no route name: lower camel case, 32 characters.`);
  }
  if (backend.secret.length < 32) throw new TypeError("The secret needs at least 32 characters.");
  const { maxVerifications: _, ...ports } = backend;
  const gate = gateOf(backend);
  const context: RouteContext<Tx, Input, Data> = {
    gate,
    clock: () => new Date(),
    random: createRandomPool(),
    around: (_step, run) => run(),
    onError: () => {},
    inspect: async () => "accepted",
    inspectTimeoutMs: 20_000,
    visibility: "public",
    keepOriginal: false,
    ...ports,
    ...options,
    variants: parseVariantSpec(options.variants ?? defaultVariants),
  };
  return {
    name: options.name,
    policy: options.policy,
    input: options.input,
    issueTicket: (call) => issueTicket(context, call),
    completeUpload: (call) => completeUpload(context, call),
    discardUpload: (call) => discardUpload(context, call),
    close: gate.close,
    whenIdle: gate.whenEmpty,
    load: gate.load,
  };
}
