/** What Postgres means to do, as `explain (format json)` tells it. */

/** Tables that grow with a shop; the others hold a row or two here, for which no index is worth it. */
const growing = new Set(["products", "product_images"]);

/** @returns the growing tables that a plan reads from one end to the other */
export function findFullScans(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(findFullScans);
  if (typeof plan !== "object" || plan === null) return [];
  const inside = Object.values(plan).flatMap(findFullScans);
  const table: unknown = Reflect.get(plan, "Relation Name");
  const isFull = Reflect.get(plan, "Node Type") === "Seq Scan";
  return isFull && typeof table === "string" && growing.has(table) ? [table, ...inside] : inside;
}
