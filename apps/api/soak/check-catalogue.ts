/** What must hold of the images' rows: nobody was told what is not so, and what is counted and ordered is right. */
import type { Memory } from "./customers.ts";
import type { WorkerRows } from "./worker.ts";

export type Acknowledged = Pick<
  Memory,
  "published" | "mayBeGone" | "deleted" | "forgettable" | "places"
>;

/** @returns what does not hold; the names are those of the specification */
export function checkCatalogue(rows: WorkerRows, acknowledged: Acknowledged): string[] {
  return [
    ...checkAcknowledged(rows, acknowledged),
    ...rows.shops.flatMap((shop) => checkQuota(rows, shop)),
    ...rows.products.flatMap((product) => checkPositions(rows, product.id)),
  ];
}

function checkAcknowledged(
  { uploads, images }: WorkerRows,
  { published, mayBeGone, deleted, forgettable, places }: Acknowledged,
): string[] {
  const rowOf = new Map(images.map((image) => [image.id, image]));
  const isShown = (id: string): boolean => rowOf.get(id)?.deletedAt === null;
  const forgotten = new Set(forgettable.values());
  const wasGivenUp = (id: string): boolean =>
    mayBeGone.has(id) &&
    (forgotten.has(id) || uploads.some((row) => row.imageId === id && row.status === "deleted"));
  return [
    ...[...published]
      .filter((id) => !rowOf.has(id) && !wasGivenUp(id))
      .map((id) => `I5: ${id} was acknowledged and is gone`),
    ...[...published]
      .filter((id) => rowOf.has(id) && !isShown(id) && !mayBeGone.has(id))
      .map((id) => `I5: ${id} was acknowledged and is deleted, which nobody wanted`),
    ...[...deleted].filter(isShown).map((id) => `I5: ${id} was deleted and is back`),
    ...[...places]
      .filter(([id, productId]) => rowOf.has(id) && rowOf.get(id)?.productId !== productId)
      .map(([id, productId]) => `I5: ${id} was moved to ${productId} and is elsewhere`),
  ];
}

/** Deleted images count as long as their rows are there. */
function checkQuota(
  { images, products }: WorkerRows,
  { id, imageCount, imageBytes }: WorkerRows["shops"][number],
): string[] {
  const own = new Set(products.filter(({ shopId }) => shopId === id).map((product) => product.id));
  const held = images.filter(({ productId }) => own.has(productId));
  const bytes = held.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return [
    ...(imageCount === held.length
      ? []
      : [`I6: shop ${id} counts ${imageCount} images, and has ${held.length}`]),
    ...(imageBytes === bytes
      ? []
      : [`I6: shop ${id} counts ${imageBytes} bytes, and has ${bytes}`]),
  ];
}

function checkPositions({ images }: WorkerRows, productId: string): string[] {
  const positions = images
    .filter((image) => image.productId === productId && image.deletedAt === null)
    .map(({ position }) => position)
    .sort((a, b) => a - b);
  const isRight = positions.every((position, index) => position === index);
  return isRight ? [] : [`I7: ${productId} has the positions ${positions.join(", ")}`];
}
