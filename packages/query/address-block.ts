import ipaddr from "ipaddr.js";
import { canonicalAddress } from "./address.ts";

/** A block of addresses, of IPv4 for one of IPv4-mapped ones. */
export interface AddressBlock {
  /** `203.0.113.0/24`, without bits beyond the prefix. */
  text: string;
  first: string;
  last: string;
  hasHostBits: boolean;
  isSingle: boolean;
}

const MAPPED_BITS = 96;

/** Reads `address/bits`; undefined for anything else. */
export function canonicalBlock(text: string): AddressBlock | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const given = match?.[1] ?? "";
  const address = canonicalAddress(given);
  if (!match || address === undefined) return undefined;
  const bytes = ipaddr.parse(address).toByteArray();
  const isMapped = bytes.length === 4 && given.includes(":");
  const bits = Number(match[2]) - (isMapped ? MAPPED_BITS : 0);
  if (bits < 0 || bits > bytes.length * 8) return undefined;
  const first = textOf(bytes.map((byte, i) => byte & maskOf(bits, i)));
  return {
    text: `${first}/${bits}`,
    first,
    last: textOf(bytes.map((byte, i) => byte | (~maskOf(bits, i) & 0xff))),
    hasHostBits: first !== address,
    isSingle: bits === bytes.length * 8,
  };
}

/** Whether two addresses are the same, or the first lies in a block; an address of the other family never does. */
export function isAddressIn(address: string, place: string): boolean {
  const one = parse(address);
  const [base = "", bits] = place.split("/");
  const other = parse(base);
  if (!one || !other || one.length !== other.length) return false;
  const length = bits === undefined ? other.length * 8 : Number(bits);
  return one.every((byte, i) => (byte & maskOf(length, i)) === (other[i]! & maskOf(length, i)));
}

/** As isAddressIn for any of many places, which are read once: for what looks at every event. */
export function addressesIn(places: readonly string[]): (address: string) => boolean {
  const blocks = places.flatMap((place) => {
    const [base = "", bits] = place.split("/");
    const bytes = parse(base);
    if (!bytes) return [];
    const length = bits === undefined ? bytes.length * 8 : Number(bits);
    const masks = bytes.map((_, i) => maskOf(length, i));
    return [{ masks, base: bytes.map((byte, i) => byte & masks[i]!) }];
  });
  if (blocks.length === 0) return () => false;
  return (address) => {
    const bytes = parse(address);
    return (
      bytes !== undefined &&
      blocks.some(
        ({ masks, base }) => base.length === bytes.length && base.every((byte, i) => (bytes[i]! & masks[i]!) === byte),
      )
    );
  };
}

/** The bits of byte `i` that belong to a prefix of so many bits. */
function maskOf(bits: number, i: number): number {
  return 0xff & (0xff00 >> Math.min(8, Math.max(0, bits - i * 8)));
}

function textOf(bytes: number[]): string {
  const address = ipaddr.fromByteArray(bytes);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

const parse = (address: string) => (ipaddr.isValid(address) ? ipaddr.parse(address).toByteArray() : undefined);
