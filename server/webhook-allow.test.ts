import { describe, expect, it } from "vitest";
import { isAllowedAddress, readWebhookAllow } from "./webhook-allow.ts";

describe("WEBHOOK_ALLOW", () => {
  it("takes hosts, addresses and blocks", () => {
    const allow = readWebhookAllow(" Hooks.Corp, 127.0.0.1/32,10.20.0.0/16 ,fd00::/8,192.168.1.9,::1,");
    expect([...allow.hosts]).toEqual(["hooks.corp"]);
    const allowed = ["127.0.0.1", "10.20.255.1", "fd12::9", "192.168.1.9", "::1", "::ffff:10.20.0.1"];
    expect(allowed.filter((address) => !isAllowedAddress(allow, address))).toEqual([]);
    const others = ["127.0.0.2", "10.21.0.1", "fe80::1", "192.168.1.8", "::2", "8.8.8.8"];
    expect(others.filter((address) => isAllowedAddress(allow, address))).toEqual([]);
  });

  it("allows nothing when it is empty", () => {
    const allow = readWebhookAllow("");
    expect(allow).toEqual({ hosts: new Set(), blocks: [] });
    expect(isAllowedAddress(allow, "127.0.0.1")).toBe(false);
  });

  it.each(["http://hooks.corp", "10.0.0.0/33", "10.0.0", "a b", "host:8080", "*.corp", "fd00::/129"])(
    "%s is refused",
    (text) => expect(() => readWebhookAllow(text)).toThrow(/must be host names, addresses or CIDR blocks/),
  );
});
