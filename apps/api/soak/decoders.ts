/** Decoder processes, where the system tells of processes: elsewhere there seem to be none. @see proc(5) */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** @returns those that a server has at the moment; no promise, because it may be about to die */
export function decodersOf(serverPid: number): number[] {
  const children = readOf(`/proc/${serverPid}/task/${serverPid}/children`);
  return children.split(" ").filter(Boolean).map(Number).filter(isDecoder);
}

/** One that has ended and was not collected yet has no command line. */
export function isDecoder(pid: number): boolean {
  return readOf(`/proc/${pid}/cmdline`).includes("decode-child.js");
}

function readOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

/** Called by a server that dies by its own hand: its decoders have other parents afterwards, and nobody knows whose they were. */
export function noteDecoders(dir: string): void {
  writeFileSync(noteOf(dir, process.pid), decodersOf(process.pid).join(" "));
}

/** @returns what it noted, or nothing */
export function readNotedDecoders(dir: string, serverPid: number): number[] {
  return readOf(noteOf(dir, serverPid)).split(" ").filter(Boolean).map(Number);
}

function noteOf(dir: string, serverPid: number): string {
  return path.join(dir, `decoders-of-${serverPid}`);
}
