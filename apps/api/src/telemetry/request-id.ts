/** The name of one request in logs, ours and those of whoever is in front of us. */
import { randomUUID } from "node:crypto";

export const requestIdHeader = "x-request-id";

/** @param given what a proxy or the client calls it; anything but a plain, short word is replaced */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
