/** An item of a list, for tests of what is said about it. */
import type { UploadItem } from "@picket/upload-core/client";

type Facts = "id" | "name" | "sizeBytes" | "file" | "attempt";
/** Distributes over the union, which a plain `Omit` would flatten. */
type WithoutFacts<Item> = Item extends unknown ? Omit<Item, Facts> : never;

export function testItem(state: WithoutFacts<UploadItem<null>>, facts: { file?: null } = {}) {
  const name = "mug.jpg";
  const { file = new File(["x"], name) } = facts;
  // A state with the facts that every item has is an item.
  return { id: 1, name, sizeBytes: 1000, file, attempt: 1, ...state } as UploadItem<null>;
}
