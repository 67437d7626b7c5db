import ipaddr from "ipaddr.js";

const IPV6_FORM = /^(?:[0-9a-f]{0,4}:){2,8}(?:[0-9a-f]{0,4}|[0-9.]{7,15})$/i;

/** RFC 5952 text of an address, IPv4 for an IPv4-mapped one; undefined if it is none or carries a port or a zone. */
export function canonicalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (!IPV6_FORM.test(text)) return undefined;
  const end = text.slice(text.lastIndexOf(":") + 1);
  if ((end.includes(".") && !isIPv4(end)) || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** Four decimal numbers without leading zeros. */
const isIPv4 = (text: string) =>
  /^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text) &&
  text.at(-1) !== "." &&
  text.split(".").every((part) => Number(part) < 256);
