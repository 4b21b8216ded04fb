import { expect, test } from "vitest";
import { startContenders } from "./contenders.ts";
import { measureTickets } from "./measure-tickets.ts";
import { describe, summarize } from "./report.ts";

test("every contender gives tickets, and is measured in each round", async () => {
  const { contenders, close } = await startContenders();
  try {
    for (const { request } of contenders) {
      const { url, headers, body } = request;
      const response = await fetch(url, { method: "POST", headers, body });
      expect(response.status).toBe(200);
      expect(await response.text()).toMatch(/X-Amz-Signature/i);
    }
    const runs = await measureTickets(contenders, { rounds: 2, seconds: 1, warmUpSeconds: 1 });
    expect(runs).toHaveLength(2 * contenders.length);
    expect(summarize(runs)[0]).toMatchObject({ name: "blog", ratio: 1 });
    expect(describe(runs).split("\n")).toHaveLength(2 + contenders.length);
  } finally {
    await close();
  }
});
