import { canonicalAddress } from "#server/event-format/index.ts";

/**
 * The client's address in canonical form: the socket's, or, behind trusted proxies, the entry of X-Forwarded-For that the outermost
 * trusted one wrote. An entry that is no address, or is missing, leaves the socket's.
 */
export function clientAddress(
  forwardedFor: string | undefined,
  socketAddress: string | undefined,
  trustedProxies: number,
): string | undefined {
  const socket = socketAddress === undefined ? undefined : knownAddress(socketAddress);
  if (trustedProxies === 0 || forwardedFor === undefined) return socket;
  const hop = forwardedFor.split(",").at(-trustedProxies)?.trim();
  return canonicalAddress(withoutPort(hop ?? "")) ?? socket;
}

const WITH_PORT = /^(?:\[([^\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/;

// Some proxies write the client's port behind its address.
function withoutPort(hop: string): string {
  const match = WITH_PORT.exec(hop);
  return match ? (match[1] ?? match[2]!) : hop;
}

const ADDRESSES_MAX = 1_000;
const addresses = new Map<string, string | undefined>();

// Requests come in by few sockets: their addresses are canonicalised once.
function knownAddress(text: string): string | undefined {
  if (!addresses.has(text)) {
    if (addresses.size >= ADDRESSES_MAX) addresses.clear();
    addresses.set(text, canonicalAddress(text));
  }
  return addresses.get(text);
}
