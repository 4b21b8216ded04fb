/** Heads of answers: changed ones of the target, and the proxy's own. */
import { STATUS_CODES } from "node:http";
import type { HttpAnswer } from "./fault.ts";
import type { HttpHead } from "./http-reader.ts";

export function withoutCors({ bytes }: HttpHead): Buffer {
  return fromLines(linesOf(bytes).filter((line) => !/^access-control-/i.test(line)));
}

export function withConnectionClose({ bytes }: HttpHead): Buffer {
  const others = linesOf(bytes).filter((line) => !/^(connection|keep-alive):/i.test(line));
  return fromLines([...others, "Connection: close"]);
}

/** @param origin of the page that asks, if the request named one */
export function formatAnswer(
  { status, headers = {}, code, body = errorXml(code), cors = true }: HttpAnswer,
  origin: string | undefined,
): Buffer {
  const all: Record<string, string> = {
    "Content-Length": String(Buffer.byteLength(body)),
    ...(code !== undefined && { "Content-Type": "application/xml" }),
    ...(cors && origin !== undefined && corsHeaders(origin)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const startLine = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`;
  return Buffer.concat([fromLines([startLine, ...lines]), Buffer.from(body)]);
}

function corsHeaders(origin: string): Record<string, string> {
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": "*",
  };
}

function errorXml(code: string | undefined): string {
  if (code === undefined) return "";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>Injected.</Message><RequestId>FAULT</RequestId></Error>`;
}

function linesOf(head: Buffer): string[] {
  return head.toString("latin1").trimEnd().split("\r\n");
}

function fromLines(lines: string[]): Buffer {
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
