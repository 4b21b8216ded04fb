/** Completes uploads when the store tells that their objects have arrived, so that a closed tab need not wait for the sweep. */
import { completeObject, type CompletedRoute, type ObjectEnding } from "./complete-object.ts";
import type { UploadBackend } from "./image-route.ts";
import { imageIdAt, incomingPrefix } from "./keys.ts";
import { readObjectEvent } from "./object-event.ts";

export type HandledObject = {
  key: string;
  /** `ignored` it is none of ours to complete · `failed` something is out of order */
  ending: ObjectEnding | "ignored" | "failed";
};

/**
 * `handled`: delete the message · `retry`: leave it in the queue, some objects are `pending` or `failed` · `unreadable`: no
 * event of a store's; it will not become one
 */
export type HandledEvent =
  | {
      status: "handled" | "retry";
      objects: HandledObject[];
      /** messages of the batch that are no event of a store's; they will not become one */
      unreadableCount: number;
    }
  | { status: "unreadable" };

/**
 * An event only says where to look: it may come twice, late, out of order, or from anybody. What is believed is the signed
 * claim that the object carries, and the ledger settles an upload once. Nothing is removed because of an event.
 * @param message the body of a message from SQS, or an event of EventBridge; as text or parsed
 * @returns never throws for what an event says
 * @example
 * const { status } = await handleObjectCreated(backend, [productImage], message.Body);
 * if (status !== "retry") await deleteMessage(message);
 */
export async function handleObjectCreated<Tx>(
  backend: Pick<UploadBackend<Tx>, "store" | "secret" | "onError">,
  routes: readonly CompletedRoute[],
  message: unknown,
): Promise<HandledEvent> {
  const event = readObjectEvent(message);
  if (!event) return { status: "unreadable" };
  const objects: HandledObject[] = [];
  // One after the other: a long event is no reason to take all the room there is.
  for (const key of event.keys) objects.push({ key, ending: await handleObject(key) });
  const isOpen = objects.some(({ ending }) => ending === "pending" || ending === "failed");
  const { unreadableCount } = event;
  return { status: isOpen ? "retry" : "handled", objects, unreadableCount };

  async function handleObject(key: string): Promise<HandledObject["ending"]> {
    if (!key.startsWith(incomingPrefix)) return "ignored";
    return completeObject(backend, routes, { key }).catch((error: unknown) => {
      backend.onError?.(error, { step: "event", imageId: imageIdAt(key) });
      return "failed" as const;
    });
  }
}
