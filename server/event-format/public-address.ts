import ipaddr from "ipaddr.js";

const INNER_RANGES: ReadonlySet<string> = new Set([
  "broadcast",
  "carrierGradeNat",
  "linkLocal",
  "loopback",
  "multicast",
  "private",
  "uniqueLocal",
  "unspecified",
]);

/** Whether an address can be met outside its own network. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && !INNER_RANGES.has(ipaddr.parse(address).range());
}
