/** The echo server behind a proxy, and one kept connection to it, made anew for each test. */
import { Agent } from "node:http";
import { createFaultProxy, type FaultProxy, type FaultRule } from "@picket/fault-lab";
import { afterEach, beforeEach } from "vitest";
import { startEchoServer, type EchoServer } from "./echo-server.ts";
import { sendOver, type Answer, type Body } from "./send-over.ts";

export type FaultyEcho = {
  /** only within a test */
  server: () => EchoServer;
  proxy: () => FaultProxy;
  /** replaces the rules */
  strike: (...rules: FaultRule[]) => void;
  send: (method: string, path: string, options?: SendOptions) => Promise<Answer>;
  /** what is sent from here on goes over another connection */
  reconnect: () => void;
};

type SendOptions = { body?: Body; signal?: AbortSignal; headers?: Record<string, string> };

export function useFaultyEcho(): FaultyEcho {
  let server: EchoServer;
  let proxy: FaultProxy;
  let agent: Agent;
  const connect = (): void => {
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
  };
  beforeEach(async () => {
    server = await startEchoServer();
    proxy = await createFaultProxy({ target: server.url });
    connect();
  });
  afterEach(async () => {
    agent.destroy();
    await proxy.close();
    await server.close();
  });
  return {
    server: () => server,
    proxy: () => proxy,
    strike: (...rules) => proxy.setRules(rules),
    send: (method, path, options) => sendOver(agent, `${proxy.url}${path}`, { method, ...options }),
    reconnect: () => {
      agent.destroy();
      connect();
    },
  };
}
