import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { encodeMmdb, type MmdbOptions, type MmdbValue } from "../../tests/mmdb.ts";
import { SettingError } from "../setting-error.ts";
import { openPlaces } from "./open-places.ts";

const directory = mkdtempSync(join(tmpdir(), "sealtrail-places-"));
afterAll(() => rmSync(directory, { recursive: true }));

const NETWORKS: Record<string, MmdbValue> = {
  "0.0.0.0/1": { country_code: "US" },
  "203.0.113.0/24": { country: { iso_code: "DE" }, city: { names: { en: "Berlin" } } },
  "203.0.113.128/25": { country: { iso_code: "DE" }, city: { names: { en: "Potsdam" } } },
  "10.0.0.0/8": { country_code: "XX" },
  "127.0.0.0/8": { country_code: "XX" },
  "192.168.0.0/16": { country_code: "XX" },
  "2001:db8::/32": { country_code: "JP" },
  "fd00::/8": { country_code: "XX" },
};

let files = 0;
function write(bytes: Uint8Array): string {
  const file = join(directory, `${files++}.mmdb`);
  writeFileSync(file, bytes);
  return file;
}
const placesOf = (networks = NETWORKS, options: MmdbOptions = {}) => openPlaces(write(encodeMmdb(networks, options)));

describe("openPlaces", () => {
  it.each([
    ["203.0.113.7", "Berlin"],
    ["203.0.113.127", "Berlin"],
    ["203.0.113.128", "Potsdam"],
    ["::ffff:203.0.113.200", "Potsdam"],
  ])("finds %s in %s, by the narrowest network", async (ip, city) =>
    expect((await placesOf()).find(ip)).toEqual({ country: "DE", city }),
  );

  it("finds IPv6 addresses, and the same answer again", async () => {
    const places = await placesOf();
    expect(places.find("2001:db8::1")).toEqual({ country: "JP" });
    expect(places.find("2001:db8::1")).toBe(places.find("2001:db8::1"));
    expect(places.find("8.8.8.8")).toEqual({ country: "US" });
  });

  it.each([
    "10.1.2.3",
    "127.0.0.1",
    "::ffff:127.0.0.1",
    "192.168.1.1",
    "fd00::1",
    "::1",
    "0.0.0.0",
    "224.0.0.1",
    "198.51.100.1",
    "2001:4860::8888",
    "",
    "not an address",
    "203.0.113.7:80",
    "203.0.113.7, 10.0.0.1",
    "fe80::1%eth0",
  ])("has no place for %j", async (ip) => expect((await placesOf()).find(ip)).toBeNull());

  it("does not take IPv6 addresses for IPv4 ones in a file of IPv4 alone", async () => {
    const places = await placesOf({ "32.1.0.0/16": { country_code: "US" } }, { ipVersion: 4 });
    expect(places.find("32.1.2.3")).toEqual({ country: "US" });
    expect(places.find("2001:db8::1")).toBeNull();
  });

  it("forgets before it holds too many addresses, and still knows", async () => {
    const places = await placesOf();
    for (let n = 0; n < 25_000; n++) places.find(`8.${n & 0x7f}.${(n >> 7) & 0xff}.1`);
    expect(places.find("203.0.113.7")).toEqual({ country: "DE", city: "Berlin" });
  });

  it("leaves a place unknown when the record is damaged, rather than fail", async () => {
    const bytes = encodeMmdb({ "203.0.113.0/24": { country_code: "DE" }, "8.0.0.0/8": { country_code: "US" } });
    const at = bytes.indexOf("country_code") - 1;
    // A pointer at itself.
    bytes.set([0x20, 0x00], at - 1);
    const places = await openPlaces(write(bytes));
    expect(places.find("203.0.113.7")).toBeNull();
    expect(places.find("8.8.8.8")).toEqual({ country: "US" });
  });
});

describe("a file that stops the start", () => {
  const good = encodeMmdb(NETWORKS);
  it.each<[string, () => string]>([
    ["is missing", () => join(directory, "missing.mmdb")],
    ["is a directory", () => directory],
    ["is empty", () => write(new Uint8Array())],
    ["is a text", () => write(Buffer.from("country,city\nDE,Berlin\n".repeat(100)))],
    ["is random", () => write(Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * 2_654_435_761) >>> 24)))],
    ["is packed", () => write(gzipSync(good))],
    ["lacks its end", () => write(good.subarray(0, good.length - 200))],
    ["lacks its beginning", () => write(good.subarray(good.length - 250))],
    ["ends within its last part", () => write(good.subarray(0, good.length - 20))],
  ])("%s", async (_, make) => {
    const file = make();
    const error = await openPlaces(file).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(SettingError);
    const { message } = error as SettingError;
    expect(message).toMatch(/^GEOIP_FILE (cannot be read|is not an? (whole )?MMDB file): .*; for example GEOIP_FILE=/);
    expect(message).toContain(file);
    expect(message).not.toContain("\n");
  });
});
