/** The procedures of one route, on the adopter's own `procedure` and context. */
import {
  claimRequestSchema,
  describedFileSchema,
  uploadError,
  type CompleteResult,
  type ImagePolicy,
  type UploadTicket,
} from "@picket/upload-core";
import type {
  inferProcedureBuilderResolverOptions,
  TRPCProcedureBuilder,
  TRPCUnsetMarker,
} from "@trpc/server";
import { z } from "zod";
import type { ImageRoute } from "../image-route.ts";
import type { JsonValue } from "../upload-ledger.ts";
import { asTrpcErrors } from "./trpc-errors.ts";

type Unset = TRPCUnsetMarker;

/** A procedure of the adopter's that no input was put on yet; its middleware runs before ours. */
type BaseProcedure<Context, Meta, Overrides> = TRPCProcedureBuilder<
  Context,
  Meta,
  Overrides,
  Unset,
  Unset,
  Unset,
  Unset,
  false
>;

type ContextOf<Context, Meta, Overrides> = inferProcedureBuilderResolverOptions<
  BaseProcedure<Context, Meta, Overrides>
>["ctx"];

/**
 * Gives `policy` (query), `getUploadTicket`, `completeUpload` and `discardUpload` (mutations).
 * Put the record anywhere in your router; the page passes that branch of its client to `useImageUpload`.
 * @param options.owner the id of who is calling, or null for nobody: then every call is UNAUTHORIZED
 * @example
 * t.router({ uploads: { productImage: createUploadRouter(productImage, { procedure, owner: (ctx) => ctx.userId }) } })
 */
export function createUploadRouter<Input, Data extends JsonValue, Context, Meta, Overrides>(
  route: ImageRoute<Input, Data>,
  options: {
    procedure: BaseProcedure<Context, Meta, Overrides>;
    owner: (ctx: ContextOf<Context, Meta, Overrides>) => string | null;
  },
) {
  const { procedure } = options;
  const ownerOf = (ctx: ContextOf<Context, Meta, Overrides>): string => {
    const owner = options.owner(ctx);
    if (owner === null) throw uploadError("UNAUTHORIZED");
    return owner;
  };
  const ticketRequestSchema = z.strictObject({
    input: route.input,
    file: describedFileSchema,
    pickedAtMs: z.int().min(0).optional(),
  });

  return {
    policy: procedure.query((): ImagePolicy => route.policy),

    getUploadTicket: procedure
      .input(ticketRequestSchema)
      .mutation(({ ctx, input: request }): Promise<UploadTicket> =>
        asTrpcErrors(() => route.issueTicket({ owner: ownerOf(ctx), request })),
      ),

    completeUpload: procedure
      .input(claimRequestSchema)
      .mutation(({ ctx, input: { claim }, signal }): Promise<CompleteResult<Data>> =>
        asTrpcErrors(() => route.completeUpload({ owner: ownerOf(ctx), claim, signal })),
      ),

    discardUpload: procedure
      .input(claimRequestSchema)
      .mutation(({ ctx, input: { claim } }): Promise<void> =>
        asTrpcErrors(() => route.discardUpload({ owner: ownerOf(ctx), claim })),
      ),
  };
}
