import { expect, test } from "vitest";
import { useFaultyEcho } from "./faulty-echo.ts";

const { strike, send, reconnect } = useFaultyEcho();

const teapot = { type: "answer", status: 418 } as const;

test("a rule strikes the requests of its method and path, but no preflights", async () => {
  strike({ method: "POST", path: "/a", fault: teapot });
  const calls: Array<[string, string]> = [
    ["POST", "/a?query"],
    ["POST", "/b"],
    ["GET", "/a"],
    ["OPTIONS", "/a"],
  ];
  await expect(statuses(calls)).resolves.toEqual([418, 200, 200, 200]);
  strike({ method: "OPTIONS", fault: teapot });
  await expect(statuses(calls)).resolves.toEqual([200, 200, 200, 418]);
});

test("a rule strikes so many, after so many; then the next rule has its turn", async () => {
  strike(
    { path: /a/, skip: 1, times: 2, fault: teapot },
    { path: /a/, skip: 1, fault: { ...teapot, status: 410 } },
  );
  const calls = Array.from({ length: 6 }, (): [string, string] => ["GET", "/a"]);
  await expect(statuses(calls)).resolves.toEqual([200, 418, 418, 410, 410, 410]);
});

test("a rule strikes one connection", async () => {
  strike({ connection: 2, fault: teapot });
  await expect(statuses([["GET", "/a"]])).resolves.toEqual([200]);
  reconnect();
  await expect(statuses([["GET", "/a"]])).resolves.toEqual([418]);
});

async function statuses(calls: Array<[method: string, path: string]>): Promise<number[]> {
  const found: number[] = [];
  for (const [method, path] of calls) found.push((await send(method, path)).status);
  return found;
}
