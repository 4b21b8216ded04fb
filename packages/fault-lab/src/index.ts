/** A TCP proxy that breaks connections on purpose. */
export type { Fault, FaultRule, HttpAnswer, RequestMatch, SeenRequest } from "./fault.ts";
export { createFaultProxy, type FaultProxy } from "./fault-proxy.ts";
