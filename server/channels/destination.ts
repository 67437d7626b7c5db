import { lookup, Resolver } from "node:dns/promises";
import ipaddr from "ipaddr.js";
import { isAllowedAddress, type WebhookAllow } from "../webhook-allow.ts";

/** Every address of a host, as text; rejects or gives none where there is none. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<string[]>;

/** Where a webhook may be sent, with the addresses that were checked: whoever connects takes one of them and asks nobody again. */
export interface Destination {
  url: URL;
  /** At least one. */
  addresses: string[];
}

/** Why an address cannot be a destination, in words that follow `url`. */
export class DestinationFault extends Error {}

const DNS_MS = 3_000;
const DNS_TRIES = 2;
// The same for an internal host and for one that does not exist, so that nobody finds out here which there are.
const NOT_PUBLIC = "leads to no public host: webhooks are sent to public addresses alone";

/**
 * Reads and checks the address of a webhook: https without user, password or fragment, to a host all of whose addresses are public. What
 * WEBHOOK_ALLOW names may be internal, and http. Throws DestinationFault. Decimal, octal and short forms of addresses are read as
 * connecting reads them.
 */
export async function checkDestination(
  text: string,
  { allow, resolve = resolveHost, signal }: { allow: WebhookAllow; resolve?: Resolve; signal: AbortSignal },
): Promise<Destination> {
  const url = readUrl(text);
  const host = hostOf(url);
  const isHostAllowed = allow.hosts.has(host);
  const addresses = ipaddr.isValid(host) ? [host] : await addressesOf(host, isHostAllowed ? bySystem : resolve, signal);
  const isAllowed = (address: string) => isHostAllowed || isAllowedAddress(allow, address);
  if (!addresses.every((address) => isAllowed(address) || isPublic(address))) throw new DestinationFault(NOT_PUBLIC);
  if (url.protocol !== "https:" && !addresses.every(isAllowed)) throw new DestinationFault("must begin with https://");
  return { url, addresses };
}

function readUrl(text: string): URL {
  if (!URL.canParse(text)) throw new DestinationFault("must be an address such as https://hooks.example.com/alerts");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new DestinationFault("must begin with https://");
  if (url.username !== "" || url.password !== "")
    throw new DestinationFault("must hold no user and password: the receiver knows Sealtrail by its signature");
  if (text.includes("#")) throw new DestinationFault("must have no fragment (#)");
  return url;
}

/** The host without brackets and without the dot of the root. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");
}

async function addressesOf(host: string, resolve: Resolve, signal: AbortSignal): Promise<string[]> {
  if (host === "") throw new DestinationFault(NOT_PUBLIC);
  let addresses: string[];
  try {
    addresses = await resolve(host, signal);
  } catch {
    signal.throwIfAborted();
    throw new DestinationFault(NOT_PUBLIC);
  }
  if (addresses.length === 0) throw new DestinationFault(NOT_PUBLIC);
  return addresses;
}

/** By DNS, and not by the system's resolver: that has few threads for all hosts, which slow answers would take up. */
const resolveHost: Resolve = async (host, signal) => {
  if (/(^|\.)localhost$/i.test(host)) return ["127.0.0.1"];
  const resolver = new Resolver({ timeout: DNS_MS, tries: DNS_TRIES });
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    return found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  } finally {
    signal.removeEventListener("abort", cancel);
  }
};

/** For hosts that the operator named: they may stand in the system's own files. */
const bySystem: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

const GLOBAL_UNICAST = ipaddr.parseCIDR("2000::/3");
const NAT64 = ipaddr.parseCIDR("64:ff9b::/96");

/** Whether an address is one that anybody in the Internet can be met at; IPv4 within IPv6 counts as what it leads to. */
function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === "unicast";
  if (parsed.match(NAT64)) return new ipaddr.IPv4(parsed.toByteArray().slice(12)).range() === "unicast";
  return parsed.match(GLOBAL_UNICAST) && parsed.range() === "unicast";
}
