import { Agent } from "node:http";
import { createFaultProxy, type FaultProxy, type FaultRule } from "@picket/fault-lab";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEchoServer, type EchoServer } from "./echo-server.ts";
import { sendOver } from "./send-over.ts";

let server: EchoServer;
let proxy: FaultProxy;
let agent: Agent;

beforeEach(async () => {
  server = await startEchoServer();
  proxy = await createFaultProxy({ target: server.url });
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});

afterEach(async () => {
  agent.destroy();
  await proxy.close();
  await server.close();
});

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
  agent.destroy();
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await expect(statuses([["GET", "/a"]])).resolves.toEqual([418]);
});

function strike(...rules: FaultRule[]): void {
  proxy.setRules(rules);
}

async function statuses(calls: Array<[method: string, path: string]>): Promise<number[]> {
  const found: number[] = [];
  for (const [method, path] of calls) {
    found.push((await sendOver(agent, `${proxy.url}${path}`, { method })).status);
  }
  return found;
}
