/** The two ends of an error's way through tRPC: into a TRPCError, and from there onto the wire. */
import { httpStatuses, isUploadError, toUploadError, type Refusal } from "@picket/upload-core";
import { TRPCError, type TRPC_ERROR_CODE_KEY, type TRPCDefaultErrorShape } from "@trpc/server";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";

/**
 * Runs a step of an upload; whatever it throws, at once or later, leaves as a TRPCError whose cause is an UploadError.
 * What is not ours becomes INTERNAL, so that no message of a database or a store reaches the wire.
 */
export async function asTrpcErrors<Result>(step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    const cause = toUploadError(error);
    throw new TRPCError({ code: trpcCodes[httpStatuses[cause.code]], message: cause.code, cause });
  }
}

/** What the wire carries besides tRPC's own shape: `data.upload` is null for errors that are not about uploads. */
export type UploadErrorShape = TRPCDefaultErrorShape & {
  data: { upload: Refusal | null };
};

/**
 * Puts `{ code, details }` on the wire as `data.upload`; without it the page knows only the HTTP status. An UploadError that your
 * own middleware or another procedure throws as it is gets the status of its code too, where tRPC would answer 500.
 * @example initTRPC.context<Context>().create({ errorFormatter: formatUploadError })
 */
export function formatUploadError({
  shape,
  error,
}: {
  shape: TRPCDefaultErrorShape;
  error: TRPCError;
}): UploadErrorShape {
  if (!isUploadError(error.cause)) return { ...shape, data: { ...shape.data, upload: null } };
  const { refusal } = error.cause;
  const httpStatus = httpStatuses[refusal.code];
  const code = trpcCodes[httpStatus];
  const { stack: _, ...data } = shape.data;
  return {
    message: refusal.code,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: { ...data, code, httpStatus, upload: refusal },
  };
}

type HttpStatus = (typeof httpStatuses)[keyof typeof httpStatuses];

const trpcCodes: Record<HttpStatus, TRPC_ERROR_CODE_KEY> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  404: "NOT_FOUND",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  500: "INTERNAL_SERVER_ERROR",
  502: "BAD_GATEWAY",
  503: "SERVICE_UNAVAILABLE",
};
