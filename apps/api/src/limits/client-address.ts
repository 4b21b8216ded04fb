/** Who calls, as far as the network tells. */
import { isIP, isIPv4, isIPv6 } from "node:net";

/**
 * @param options.forwardedFor `X-Forwarded-For`, only where a proxy of ours writes to it
 * @returns an IP address; empty when the connection is gone
 */
export function clientAddress({
  remoteAddress = "",
  forwardedFor,
}: {
  remoteAddress: string | undefined;
  forwardedFor: string | undefined;
}): string {
  // The last entry is our proxy's own; those before it are the client's word.
  const forwarded = withoutPort(forwardedFor?.split(",").at(-1)?.trim() ?? "");
  return isIP(forwarded) > 0 ? forwarded : remoteAddress;
}

/** Some proxies add it: `192.0.2.1:5678`, `[2001:db8::1]:5678`. */
function withoutPort(entry: string): string {
  const [, ipv4, ipv6] = /^(?:([\d.]+):\d+|\[([^\]]+)\](?::\d+)?)$/.exec(entry) ?? [];
  return ipv4 ?? ipv6 ?? entry;
}

/** What one subscriber has: an IPv4 address, or the /64 of an IPv6 one, in which every device picks addresses at will. */
export function networkOf(address: string): string {
  const [plain = ""] = address.split("%");
  const mapped = /^::ffff:([\d.]+)$/i.exec(plain)?.[1];
  if (mapped && isIPv4(mapped)) return mapped;
  if (!isIPv6(plain)) return plain;
  // The URL parser writes every address in its one short form.
  const short = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [head = "", tail = ""] = short.split("::");
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].slice(0, 4).join(":");
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
