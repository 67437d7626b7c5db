import { describe, expect, it } from "vitest";
import { boundsOf, listKey, parseAddress, readAddress, sharedAddress, withChange, writeAddress } from "./address.ts";

const getOf = (search: string) => {
  const parameters = new URLSearchParams(search);
  return (name: string) => parameters.get(name);
};
const read = (search: string) => readAddress(getOf(search));
const faultsOf = (search: string) => parseAddress(getOf(search)).faults;
const key = (search: string, timeZone = "UTC") => listKey(read(search), timeZone);
const now = Date.parse("2026-11-20T20:00:00Z");
const plain = { q: "", range: "7d", order: "newest", zone: "tenant" };

describe("the address of the Events page", () => {
  it("has defaults that are not written", () => {
    expect(read("")).toEqual(plain);
    expect(writeAddress(read("range=7d&zone=tenant&q=&order=newest"))).toBe("");
  });

  it.each([
    "?q=action%3Asecret.read+outcome%3Adenied&range=24h&zone=utc&event=0193",
    "?from=2026-11-01T00%3A00%3A00.000Z&to=2026-11-02T00%3A00%3A00.000Z&zone=local",
    "?range=all&order=oldest",
    "?cols=time,event,metadata.region&density=comfortable",
    "?cols=metadata.a%5C,b%5C%5Cc,event",
    "?zone=America%2FArgentina%2FBuenos_Aires",
    "?view=01a2210f-984f-7047-ae3d-1f1899317f54",
  ])("is read and written alike: %s", (search) => {
    expect(faultsOf(search)).toEqual([]);
    expect(writeAddress(read(search))).toBe(search);
  });

  it("leaves out what cannot be read, and says so", () => {
    const search =
      "range=toString&zone=Mars/Olympus&from=yesterday&order=up&density=huge&cols=event,bogus,,event,metadata.&view=x";
    expect(read(search)).toEqual({ ...plain, cols: ["event"] });
    expect(faultsOf(search).map(({ name }) => name)).toEqual([
      "from",
      "cols",
      "cols",
      "density",
      "view",
      "range",
      "order",
      "zone",
    ]);
    expect(faultsOf("from=yesterday")).toEqual([
      { name: "from", message: "“yesterday” is no time such as 2026-11-20T09:00:00Z" },
    ]);
    expect(read("cols=bogus")).toEqual(plain);
    expect(faultsOf(`cols=${"x".repeat(5_000)}`)[0]?.message.length).toBeLessThan(80);
  });

  it.each(["from=1", "from=2026-13-01", "to=2026-11-20T25:00:00Z", "from=NaN"])("knows no time in %s", (search) => {
    expect(read(search)).toEqual(plain);
    expect(faultsOf(search)).toHaveLength(1);
  });

  it("leaves out a range that ends before it begins", () => {
    const search = "from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z";
    expect(read(search)).toEqual(plain);
    expect(faultsOf(search)).toEqual([{ name: "to", message: "it lies before the beginning" }]);
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

  it("lists the same whatever is open and however it is shown", () => {
    expect(key("q=a:b&event=1&zone=utc&cols=event&density=comfortable")).toBe(key("q=a:b&event=2", "Europe/Berlin"));
    expect(key("q=a:b")).not.toBe(key("q=a:c"));
    expect(key("q=a:b")).not.toBe(key("q=a:b&order=oldest"));
    expect(key("from=2026-11-01T00:00:00Z")).not.toBe(key(""));
    expect(key("from=2026-11-01T00:00:00Z")).not.toBe(key("to=2026-11-01T00:00:00Z"));
  });

  it("lists something else in another zone only where the query has times", () => {
    expect(key("q=-after:2026-11-01", "UTC")).not.toBe(key("q=-after:2026-11-01", "Europe/Berlin"));
    expect(key("q=hereafter:x", "UTC")).toBe(key("q=hereafter:x", "Europe/Berlin"));
  });

  it("loses what is changed to undefined", () => {
    expect(withChange(read("event=1&cols=event"), { event: undefined, cols: undefined, q: "x" })).toEqual({
      ...plain,
      q: "x",
    });
  });
});

describe("a shared address", () => {
  const shown = { cols: ["time" as const], density: "compact" as const, timeZone: "Europe/Berlin", nowMs: now };

  it("stands still and says what was the reader's habit", () => {
    const address = sharedAddress(read("range=24h&zone=local&event=e&order=oldest"), {
      ...shown,
      bounds: { from: "2026-11-19T20:00:00.000Z" },
    });
    expect(address).toEqual({
      q: "",
      range: "24h",
      from: "2026-11-19T20:00:00.000Z",
      to: "2026-11-20T20:00:00.000Z",
      order: "oldest",
      zone: "Europe/Berlin",
      cols: ["time"],
      density: "compact",
      event: "e",
    });
    expect(boundsOf(read(writeAddress(address)), now + 86_400_000)).toEqual({ from: address.from, to: address.to });
  });

  it("ends now where it had no end, and keeps the end that it had", () => {
    expect(sharedAddress(read("range=all"), { ...shown, bounds: {} }).to).toBe("2026-11-20T20:00:00.000Z");
    const to = "2026-11-02T00:00:00.000Z";
    expect(sharedAddress(read(`to=${to}`), { ...shown, bounds: { to } }).to).toBe(to);
  });

  it("keeps the zones that mean the same to all, and no saved view", () => {
    const search = "view=01a2210f-984f-7047-ae3d-1f1899317f54";
    expect(sharedAddress(read(search), { ...shown, bounds: {} })).not.toHaveProperty("view");
    expect(sharedAddress(read("zone=utc"), { ...shown, bounds: {} }).zone).toBe("utc");
    expect(sharedAddress(read("zone=local"), { ...shown, timeZone: "UTC", bounds: {} }).zone).toBe("utc");
  });
});
