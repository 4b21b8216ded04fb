/** An item of a list, for tests of what is said about it. */
import type { UploadItem } from "@picket/upload-core/client";

type Facts = "id" | "name" | "sizeBytes" | "file" | "attempt";
/** Distributes over the union, which a plain `Omit` would flatten. */
type WithoutFacts<Item> = Item extends unknown ? Omit<Item, Facts> : never;

export function testItem(
  state: WithoutFacts<UploadItem<null>>,
  facts: { id?: number; name?: string } = {},
) {
  const { id = 1, name = "mug.jpg" } = facts;
  const file = new File(["x"], name);
  // A state with the facts that every item has is an item.
  return { id, name, sizeBytes: 1000, file, attempt: 1, ...state } as UploadItem<null>;
}
