import { describe, expect, it } from "vitest";
import { boundsOf, listKey, readAddress, writeAddress } from "./address.ts";

const read = (search: string) => {
  const parameters = new URLSearchParams(search);
  return readAddress((name) => parameters.get(name));
};
const now = Date.parse("2026-11-20T20:00:00Z");

describe("the address of the Events page", () => {
  it("has defaults that are not written", () => {
    expect(read("")).toEqual({ q: "", range: "7d", zone: "tenant" });
    expect(writeAddress(read("range=7d&zone=tenant&q="))).toBe("");
  });

  it.each([
    "?q=action%3Asecret.read+outcome%3Adenied&range=24h&zone=utc&event=0193",
    "?from=2026-11-01T00%3A00%3A00.000Z&to=2026-11-02T00%3A00%3A00.000Z&zone=local",
    "?range=all",
  ])("is read and written alike: %s", (search) => expect(writeAddress(read(search))).toBe(search));

  it("leaves out what cannot be read", () => {
    expect(read("range=toString&zone=mars&from=yesterday")).toEqual({ q: "", range: "7d", zone: "tenant" });
  });

  it("gives from and to precedence over a named range", () => {
    const address = read("range=24h&from=2026-11-01T00:00:00Z");
    expect(boundsOf(address, now)).toEqual({ from: "2026-11-01T00:00:00.000Z" });
    expect(writeAddress(address)).toBe("?from=2026-11-01T00%3A00%3A00.000Z");
  });

  it("reckons named ranges from now", () => {
    expect(boundsOf(read("range=24h"), now)).toEqual({ from: "2026-11-19T20:00:00.000Z" });
    expect(boundsOf(read("range=all"), now)).toEqual({});
  });

  it("lists the same whatever is open and whatever the zone", () => {
    expect(listKey(read("q=a:b&event=1&zone=utc"))).toBe(listKey(read("q=a:b&event=2")));
    expect(listKey(read("q=a:b"))).not.toBe(listKey(read("q=a:c")));
    expect(listKey(read("from=2026-11-01T00:00:00Z"))).not.toBe(listKey(read("")));
  });
});
