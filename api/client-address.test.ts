import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

const PROXY = "192.0.2.1";

describe("the client's address", () => {
  it.each([undefined, "6.6.6.6", "6.6.6.6, 7.7.7.7", "garbage"])(
    "is the socket's without trusted proxies, whatever %j says",
    (header) => {
      expect(clientAddress(header, PROXY, 0)).toBe(PROXY);
    },
  );

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["6.6.6.6, 203.0.113.7", "203.0.113.7"],
    ["6.6.6.6,203.0.113.7 ", "203.0.113.7"],
    ["6.6.6.6, 6.6.6.6, 203.0.113.7", "203.0.113.7"],
    ["2001:DB8:0::7", "2001:db8::7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["203.0.113.7:51234", "203.0.113.7"],
    ["[2001:db8::7]:51234", "2001:db8::7"],
    ["[2001:db8::7]", "2001:db8::7"],
    ["6.6.6.6, garbage", PROXY],
    ["6.6.6.6, ", PROXY],
    ["6.6.6.6, 999.0.0.1", PROXY],
    ["6.6.6.6, 203.0.113.7:99999999", PROXY],
    ["6.6.6.6, [203.0.113.7", PROXY],
    ["6.6.6.6, unknown", PROXY],
    ["6.6.6.6, fe80::1%eth0", PROXY],
    ["6.6.6.6\u0000, 203.0.113.7\u0000", PROXY],
    ["", PROXY],
    [",", PROXY],
    [undefined, PROXY],
  ])("behind one trusted proxy %j is %s", (header, address) => {
    expect(clientAddress(header, PROXY, 1)).toBe(address);
  });

  it.each([
    ["6.6.6.6, 203.0.113.7, 198.51.100.2", "203.0.113.7"],
    ["203.0.113.7, 198.51.100.2", "203.0.113.7"],
    ["2001:db8::7, 198.51.100.2", "2001:db8::7"],
    // Fewer hops than there are proxies: it did not come through all of them.
    ["6.6.6.6", PROXY],
    ["6.6.6.6, , 198.51.100.2", PROXY],
  ])("behind two trusted proxies %j is %s", (header, address) => {
    expect(clientAddress(header, PROXY, 2)).toBe(address);
  });

  it("is written as IPv4 where a socket speaks of IPv4 in IPv6", () => {
    expect(clientAddress(undefined, "::ffff:203.0.113.7", 0)).toBe("203.0.113.7");
  });

  it("is unknown when the socket is gone", () => {
    expect(clientAddress(undefined, undefined, 0)).toBeUndefined();
    expect(clientAddress("garbage", undefined, 1)).toBeUndefined();
  });
});
