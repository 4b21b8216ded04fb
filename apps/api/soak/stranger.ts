/** Somebody with an account and a script: sends what they like, says of it what they like, and asks until it has ended. */
import { setTimeout as delay } from "node:timers/promises";
import { parseRefusal, type DescribedFile, type Refusal } from "@picket/upload-core";
import { TRPCClientError } from "@trpc/client";
import type { ProductImage } from "../src/router.ts";
import { describeFile, post } from "../test/plain-upload.ts";
import { signUp } from "../test/test-app.ts";

type Refused = { status: "refused"; code: Refusal["code"] };

export type Ending = { status: "published"; image: ProductImage } | Refused;

export type Stranger = {
  /**
   * Ticket and transfer.
   * @throws Error when the store does not take it
   */
  send: (
    bytes: Uint8Array<ArrayBuffer>,
    said: Partial<DescribedFile>,
  ) => Promise<{ status: "sent"; claim: string } | Refused>;
  /** Asks again whenever the server says. */
  complete: (claim: string) => Promise<Ending>;
};

/** Of a full room, when it does not say more. */
const patienceMs = 1000;

/** @returns somebody new, with a product */
export async function meetStranger(url: string): Promise<Stranger> {
  const { client } = await signUp(url);
  const { id: productId } = await client.products.create.mutate({ title: "Mug" });
  const { completeUpload, getUploadTicket } = client.uploads.productImage;

  const send: Stranger["send"] = async (bytes, said) => {
    const file = describeFile(bytes, said);
    const call = await answerTo(getUploadTicket.mutate({ input: { productId }, file }));
    if ("refusal" in call) return { status: "refused", code: call.refusal.code };
    const { status, code } = await post(call.answer, bytes);
    if (status !== 201) throw new Error(`The store answered ${status} ${code}.`);
    return { status: "sent", claim: call.answer.claim };
  };

  const complete: Stranger["complete"] = async (claim) => {
    for (;;) {
      const call = await answerTo(completeUpload.mutate({ claim }));
      if ("answer" in call) {
        const { answer } = call;
        if (answer.status === "published") return { status: "published", image: answer.data };
        await delay(answer.retryAfterMs);
      } else {
        const { refusal } = call;
        if (refusal.code !== "SERVER_UNREACHABLE") return { status: "refused", code: refusal.code };
        await delay(refusal.details.retryAfterMs ?? patienceMs);
      }
    }
  };

  return { send, complete };
}

/** @throws whatever is no refusal */
async function answerTo<Answer>(
  call: Promise<Answer>,
): Promise<{ answer: Answer } | { refusal: Refusal }> {
  try {
    return { answer: await call };
  } catch (error) {
    const refusal = error instanceof TRPCClientError && parseRefusal(error.data?.upload);
    if (!refusal) throw error;
    return { refusal };
  }
}
