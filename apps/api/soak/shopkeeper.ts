/** Whoever owns the shops of the soak: orders, moves, deletes and restores images, one after the other, and remembers what they were told. */
import type { ListAnswer, Shelf } from "./catalogue-actions.ts";
import type { Memory } from "./customers.ts";
import type { Random } from "./random.ts";
import { WorkerDied, type Worker } from "./start-worker.ts";

export type AskedOrder = {
  owner: string;
  productId: string;
  version: number;
  imageIds: string[];
  /** the server died after it was done, and before it said so */
  isDone: boolean;
};

/** Of what was deleted, so much is more than a week old at the next visit. */
const expiredShare = 0.5;

/**
 * One round through the shops.
 * @throws WorkerDied when the worker was killed meanwhile; Error when an answer is not what it must be
 */
export async function tend(worker: Worker, memory: Memory, random: Random): Promise<void> {
  await askAgain();
  await reorderSome();
  await moveSome();
  await deleteSome();
  await restoreSome();
  await expireSome();

  /** Whose answer got lost asks again, with the version that they have: C12. */
  async function askAgain(): Promise<void> {
    const asked = memory.askedOrder;
    if (!asked) return;
    const wasDone = asked.isDone;
    const answer = await ask(asked);
    if (wasDone) expectConflict(answer, asked);
  }

  async function reorderSome(): Promise<void> {
    const shelf = await pickShelf(({ imageIds }) => imageIds.length > 1);
    if (!shelf) return;
    const { owner, productId, version } = shelf;
    const [first, ...others] = shelf.imageIds.toReversed();
    const imageIds = [...others, ...(first ? [first] : [])];
    await ask({ owner, productId, version, imageIds, isDone: false });
  }

  async function ask(asked: AskedOrder): Promise<ListAnswer> {
    memory.askedOrder = asked;
    const { isDone: _, ...request } = asked;
    try {
      const answer = await worker.api.reorder(request);
      memory.askedOrder = null;
      return answer;
    } catch (error) {
      // It dies nowhere else.
      asked.isDone ||= error instanceof WorkerDied && worker.failsAt === "reordered";
      throw error;
    }
  }

  async function moveSome(): Promise<void> {
    const shelf = await pickShelf(({ imageIds }) => imageIds.length > 0);
    if (!shelf) return;
    const { owner, productId, version } = shelf;
    const others = memory.products.filter((one) => one.owner === owner && one.id !== productId);
    const imageId = random.pick(shelf.imageIds);
    const toProductId = random.pick(others).id;
    memory.places.delete(imageId);
    const answer = await worker.api.move({ owner, productId, version, imageId, toProductId });
    if (answer.status === "changed") memory.places.set(imageId, toProductId);
  }

  async function deleteSome(): Promise<void> {
    const shelf = await pickShelf(({ imageIds }) => imageIds.length > 1);
    if (!shelf) return;
    const { owner, productId, version } = shelf;
    const imageId = random.pick(shelf.imageIds);
    memory.mayBeGone.add(imageId);
    const answer = await worker.api.remove({ owner, productId, version, imageId });
    if (answer.status === "changed") memory.deleted.add(imageId);
  }

  async function restoreSome(): Promise<void> {
    const shelf = await pickShelf(({ deletedIds }) => deletedIds.length > 0);
    if (!shelf) return;
    const { owner, productId } = shelf;
    const imageId = random.pick(shelf.deletedIds);
    const wasDeleted = memory.deleted.delete(imageId);
    const answer = await worker.api.restore({ owner, productId, imageId });
    if (wasDeleted && answer.status === "missing") memory.deleted.add(imageId);
  }

  /** Not what an upload wants to replace, which by then it would not find. */
  async function expireSome(): Promise<void> {
    const expired = [...memory.deleted].filter(
      (id) => !memory.replaced.has(id) && random.next() < expiredShare,
    );
    if (expired.length > 0) await worker.api.expireDeleted(expired);
  }

  async function pickShelf(isFit: (shelf: Shelf) => boolean): Promise<Shelf | null> {
    const shelves = (await worker.api.listShelves()).filter(isFit);
    return shelves.length === 0 ? null : random.pick(shelves);
  }
}

/** What was added, replaced or deleted meanwhile is not what this is about. */
function expectConflict({ status, current }: ListAnswer, asked: AskedOrder): void {
  const order = current?.imageIds.filter((id) => asked.imageIds.includes(id)) ?? [];
  const wanted = asked.imageIds.filter((id) => order.includes(id));
  const isTold =
    status === "conflict" &&
    (current?.version ?? 0) > asked.version &&
    order.join() === wanted.join();
  if (!isTold)
    throw new Error(`C12: an order that was lost is answered with ${status}, ${order.join()}.`);
}
