/** The typed client of the shop's API; only types come from there. */
import { httpBatchLink, httpLink, splitLink, TRPCClientError } from "@trpc/client";
import { createTRPCReact, type CreateTRPCReact } from "@trpc/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "api/router";

type Outputs = inferRouterOutputs<AppRouter>;
export type Product = Outputs["products"]["get"];
export type ProductSummary = Outputs["products"]["list"]["products"][number];
export type ProductImage = Product["images"][number];
type Completed = Outputs["uploads"]["productImage"]["completeUpload"];
export type AddedImage = Extract<Completed, { status: "published" }>["data"];

export const trpc: CreateTRPCReact<AppRouter, unknown> = createTRPCReact<AppRouter>();

const url = "/trpc";

/** A batched call is aborted only when every call of its batch is, so each upload call goes alone. */
export const trpcClient = trpc.createClient({
  links: [
    splitLink({
      condition: ({ path }) => path.startsWith("uploads."),
      true: httpLink({ url }),
      false: httpBatchLink({ url, maxItems: 10 }),
    }),
  ],
});

/** @returns the HTTP status of an answer of the API, or null when there was no answer */
export function httpStatusOf(error: unknown): number | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data: unknown = error.data;
  if (typeof data !== "object" || data === null || !("httpStatus" in data)) return null;
  return typeof data.httpStatus === "number" ? data.httpStatus : null;
}
