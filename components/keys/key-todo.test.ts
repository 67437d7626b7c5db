import { describe, expect, it } from "vitest";
import type { ListedKey } from "#server/keys/index.ts";
import { byStateAndExpiry, filterOf, isFound, isShown, needsAttention, todoLines, withoutSecrets } from "./key-todo.ts";

const nowMs = Date.parse("2026-11-20T12:00:00Z");
const inDays = (days: number) => new Date(nowMs + days * 86_400_000).toISOString();

const key = (over: Partial<ListedKey> = {}): ListedKey => ({
  id: "k7f3a2",
  kind: "provisioning",
  prefix: "st_prv_k7f3a2_",
  name: "splunk-forwarder",
  purpose: "Forwards access events",
  recipient: "Security operations",
  owner: { id: "p1", name: "Ana Ruiz" },
  role: "viewer",
  permissions: [],
  scope: null,
  masks: [],
  words: "every event",
  addresses: ["203.0.113.0/28"],
  requestsPerMinute: 60,
  rowsPerDay: null,
  rotationDays: 30,
  state: "active",
  createdAt: inDays(-1),
  updatedAt: null,
  secretMadeAt: inDays(-1),
  rotationDueAt: inDays(29),
  oldSecretUntil: null,
  expiresAt: inDays(90),
  suspendedAt: null,
  suspendReason: null,
  revokedAt: null,
  revokedBy: null,
  revokeReason: null,
  lastUsedAt: null,
  lastUsedIp: null,
  week: { requests: 0, rows: 0, refusals: 0 },
  ...over,
});

describe("what needs attention", () => {
  it("is what is due within 14 days or overdue, and what suspended itself", () => {
    expect(needsAttention(key(), nowMs)).toBe(false);
    expect(needsAttention(key({ expiresAt: inDays(14) }), nowMs)).toBe(true);
    expect(needsAttention(key({ expiresAt: inDays(14.1) }), nowMs)).toBe(false);
    expect(needsAttention(key({ rotationDueAt: inDays(-3) }), nowMs)).toBe(true);
    expect(needsAttention(key({ state: "suspended" }), nowMs)).toBe(true);
    expect(needsAttention(key({ expiresAt: null, rotationDueAt: null }), nowMs)).toBe(false);
  });

  it("is nothing of a key that has ended", () => {
    for (const state of ["expired", "revoked"] as const)
      expect(needsAttention(key({ state, expiresAt: inDays(-1), rotationDueAt: inDays(-1) }), nowMs)).toBe(false);
  });

  it("is said a line each, in numbers", () => {
    expect(todoLines([key()], nowMs)).toEqual([]);
    expect(
      todoLines(
        [
          key({ rotationDueAt: inDays(3) }),
          key({ rotationDueAt: inDays(13), state: "rotating" }),
          key({ rotationDueAt: inDays(-1), expiresAt: inDays(3.5) }),
          key({ state: "suspended", rotationDueAt: inDays(1) }),
          key({ state: "revoked", expiresAt: inDays(2) }),
        ],
        nowMs,
      ),
    ).toEqual([
      "1 key is overdue for rotation",
      "2 keys are to be rotated within 14 days",
      "1 key expires in 3 days",
      "1 key suspended itself",
    ]);
    expect(todoLines([key({ expiresAt: inDays(8) }), key({ expiresAt: inDays(5) })], nowMs)).toEqual([
      "2 keys expire within 14 days, the first in 5 days",
    ]);
  });
});

describe("the list", () => {
  it("shows by filter what the filter says", () => {
    const states = ["active", "rotating", "suspended", "expired", "revoked"] as const;
    const shown = (filter: string) => states.filter((state) => isShown(key({ state }), filterOf(filter), nowMs));
    expect(shown("working")).toEqual(["active", "rotating"]);
    expect(shown("attention")).toEqual(["suspended"]);
    expect(shown("ended")).toEqual(["expired", "revoked"]);
    expect(shown("all")).toEqual([...states]);
    expect(shown("anything else")).toEqual(["active", "rotating"]);
  });

  it("finds a key by what is said of it", () => {
    for (const typed of ["SPLUNK", " forwards ", "ana", "203.0.113", "st_prv_k7f3a2_", ""])
      expect(isFound(key(), typed), typed).toBe(true);
    expect(isFound(key(), "grafana")).toBe(false);
  });

  it("keeps no secret of a token that is pasted, and still finds its key", () => {
    const pasted = withoutSecrets("st_prv_k7f3a2_0123456789abcdefABCDEF012345");
    expect(pasted).toBe("st_prv_k7f3a2_");
    expect(isFound(key(), pasted)).toBe(true);
    expect(withoutSecrets("splunk st_")).toBe("splunk st_");
  });

  it("goes by state, then by what ends first; what never ends is last", () => {
    const keys = [
      key({ name: "e", state: "revoked" }),
      key({ name: "d", expiresAt: null }),
      key({ name: "c", expiresAt: inDays(9) }),
      key({ name: "b", state: "rotating" }),
      key({ name: "a", state: "suspended" }),
    ];
    expect(keys.sort(byStateAndExpiry).map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e"]);
  });
});
