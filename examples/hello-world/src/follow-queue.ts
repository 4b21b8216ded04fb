/** Completes uploads as soon as storage tells that they have arrived, so that a closed tab need not wait for the sweep. */
import { handleObjectCreated } from "@picket/upload-server";
import { backend } from "./app.ts";
import { productImage } from "./server.ts";

/** What your queue's own client gives, e.g. that of SQS with long polling. */
export type Queue = {
  /** waits for messages, some seconds at most */
  receive: (signal: AbortSignal) => Promise<{ body: string; remove: () => Promise<void> }[]>;
};

export async function followQueue(queue: Queue, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const { body, remove } of await queue.receive(signal)) {
      const { status } = await handleObjectCreated(backend, [productImage], body);
      // What is to be tried again stays in the queue, which shows it once more.
      if (status !== "retry") await remove();
    }
  }
}
