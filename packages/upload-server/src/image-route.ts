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
import { createGate, type Gate, type GateLoad } from "./gate.ts";
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
  /** uploads verified at once by one process and route; 3 when left out. Some more of each person wait, who take turns; the others are told to ask again */
  maxVerifications?: number;
  clock?: () => Date;
  random?: (sizeBytes: number) => Uint8Array;
  /** Put around each step of an upload, for spans and metrics: passes on what `run` gives and throws. */
  around?: <Result>(step: UploadStep, run: () => Promise<Result>) => Promise<Result>;
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
    tx: Tx;
  }) => Promise<Data>;
};

export type ImageRoute<Input, Data> = {
  name: string;
  policy: ImagePolicy;
  input: z.ZodType<Input, Input>;
  issueTicket: (call: { owner: string; request: TicketRequest<Input> }) => Promise<UploadTicket>;
  completeUpload: (call: { owner: string; claim: string }) => Promise<CompleteResult<Data>>;
  discardUpload: (call: { owner: string; claim: string }) => Promise<void>;
  /** Resolves once no upload is being verified: wait for it before you close the database. */
  whenIdle: () => Promise<void>;
  /** uploads that are being verified and that wait for their turn, in this process */
  load: () => GateLoad;
};

/** A backend and a route's options with every default filled in: what the steps work with. */
export type RouteContext<Tx, Input, Data extends JsonValue> = Required<
  ImageRouteOptions<Tx, Input, Data> & Omit<UploadBackend<Tx>, "maxVerifications">
> & { gate: Gate };

/** For each upload that is verified, so many of one person may wait for their turn. */
const waitingPerPlace = 8;

/** How many people may have all that waiting at once; with more of them each gets less. */
const fullShares = 4;

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
  const { maxVerifications = 3, ...ports } = backend;
  const waitingPerOwner = maxVerifications * waitingPerPlace;
  const gate = createGate({
    places: maxVerifications,
    waiting: waitingPerOwner * fullShares,
    waitingPerOwner,
  });
  const context: RouteContext<Tx, Input, Data> = {
    gate,
    clock: () => new Date(),
    random: createRandomPool(),
    around: (_step, run) => run(),
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
    whenIdle: gate.whenEmpty,
    load: gate.load,
  };
}
