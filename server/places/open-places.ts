import { stat } from "node:fs/promises";
import * as maxmind from "maxmind";
import { canonicalAddress, isPublicAddress } from "../event-format/index.ts";
import { log } from "../log.ts";
import { SettingError } from "../setting-error.ts";
import { type Place, readPlace } from "./read-place.ts";

export type { Place } from "./read-place.ts";

/** Finds where an address is. */
export interface Places {
  /** Null for what is no address, is not reachable from outside (private, loopback and the like) or is not in the file. */
  find(ip: string): Place | null;
}

type Reader = maxmind.Reader<maxmind.Response>;

const ADDRESSES_MAX = 10_000;
const FORMAT_VERSION = 2;

/** Reads the whole MMDB file into memory; a newer one is taken at the next start. Throws SettingError if it cannot be read or is none. */
export async function openPlaces(file: string): Promise<Places> {
  const reader = await openReader(file);
  const { databaseType, buildEpoch } = reader.metadata;
  log.info({ type: databaseType, built: buildEpoch.toISOString().slice(0, 10) }, "GEOIP_FILE is read");
  const known = new Map<string, Place | null>();
  return {
    find(ip) {
      const cached = known.get(ip);
      if (cached !== undefined) return cached;
      const place = look(reader, ip);
      if (known.size >= ADDRESSES_MAX) known.clear();
      known.set(ip, place);
      return place;
    },
  };
}

async function openReader(file: string): Promise<Reader> {
  const refuse = (problem: string, cause?: unknown) =>
    Object.assign(new SettingError("GEOIP_FILE", problem, "/var/lib/sealtrail/city.mmdb"), { cause });
  let bytes: number;
  try {
    bytes = (await stat(file)).size;
  } catch (cause) {
    throw refuse(`cannot be read: ${file} (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
  let reader: Reader;
  try {
    reader = await maxmind.open<maxmind.Response>(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw refuse(code ? `cannot be read: ${file} (${code})` : `is not an MMDB file: ${file}`, cause);
  }
  if (!isPlausible(reader, bytes)) throw refuse(`is not a whole MMDB file: ${file}`);
  return reader;
}

function isPlausible({ metadata }: Reader, bytes: number): boolean {
  const { binaryFormatMajorVersion, ipVersion, nodeCount, searchTreeSize, buildEpoch } = metadata;
  return (
    binaryFormatMajorVersion === FORMAT_VERSION &&
    (ipVersion === 4 || ipVersion === 6) &&
    Number.isSafeInteger(nodeCount) &&
    nodeCount > 0 &&
    searchTreeSize < bytes &&
    !Number.isNaN(buildEpoch.getTime())
  );
}

let faultIsLogged = false;

function look(reader: Reader, ip: string): Place | null {
  const address = canonicalAddress(ip);
  if (address === undefined || !isPublicAddress(address)) return null;
  // In a file of IPv4 alone the reader would take the first 32 bits of an IPv6 address for one of IPv4.
  if (address.includes(":") && reader.metadata.ipVersion === 4) return null;
  try {
    return readPlace(reader.get(address));
  } catch (error) {
    if (!faultIsLogged) log.error({ err: error }, "GEOIP_FILE is damaged: some places stay unknown");
    faultIsLogged = true;
    return null;
  }
}
