import { describe, expect, it } from "vitest";
import { queryOfScope, tokenSnippet } from "./key-snippet.ts";
import { aheadText, dayText, dueText, limitsText, stateText } from "./key-words.ts";

const nowMs = Date.parse("2026-11-20T12:00:00Z");
const inHours = (hours: number) => new Date(nowMs + hours * 3_600_000).toISOString();

describe("times", () => {
  it("ahead are whole days from two on, below that hours and minutes", () => {
    expect(aheadText(inHours(24 * 13 + 23), nowMs)).toBe("in 13 days");
    expect(aheadText(inHours(47), nowMs)).toBe("in 1 d");
    expect(aheadText(inHours(5.5), nowMs)).toBe("in 5 h");
    expect(dueText(inHours(-50), nowMs)).toBe("2 d ago");
  });

  it("are days of the tenant's calendar", () => {
    expect(dayText("2027-02-18T23:30:00Z", "Europe/Berlin")).toBe("19 Feb 2027");
    expect(dayText("2027-02-18T23:30:00Z", "America/New_York")).toBe("18 Feb 2027");
  });
});

it("a rotating key says until when its old secret works", () => {
  expect(stateText({ state: "rotating", oldSecretUntil: inHours(22.5) }, nowMs)).toBe(
    "rotating, old secret ends in 22 h",
  );
  expect(stateText({ state: "rotating", oldSecretUntil: inHours(-1) }, nowMs)).toBe("active");
  expect(stateText({ state: "suspended", oldSecretUntil: null }, nowMs)).toBe("suspended");
});

it("limits are said with their units", () => {
  expect(limitsText({ requestsPerMinute: 60, rowsPerDay: 5_000_000 })).toBe("60 requests/min · 5,000,000 rows/day");
  expect(limitsText({ requestsPerMinute: 60_000, rowsPerDay: null })).toBe("60,000 requests/min");
});

describe("the command that uses a key", () => {
  const snippet = (key: Parameters<typeof tokenSnippet>[2]) => tokenSnippet("https://seal.example", "TOKEN", key);

  it("is what its kind is for", () => {
    expect(snippet({ kind: "ingest" })).toContain("curl https://seal.example/api/v1/events \\\n");
    expect(snippet({ kind: "ingest" })).toContain('-d \'{"occurred_at"');
    expect(snippet({ kind: "management" })).toContain("/api/v1/members");
    expect(snippet({ kind: "provisioning" })).toContain("curl -G https://seal.example/api/v1/events");
    expect(snippet({ kind: "provisioning", permissions: ["events.stream"] })).toContain("/api/v1/tail");
    expect(snippet({ kind: "provisioning", permissions: ["proofs.read"] })).toContain("/api/v1/checkpoints/latest");
    for (const kind of ["ingest", "management", "provisioning"] as const)
      expect(snippet({ kind })).toContain("Authorization: Bearer TOKEN");
  });

  it("quotes a query for the shell", () => {
    expect(snippet({ kind: "provisioning", query: `actor.name:"O'Hara"` })).toContain(
      `--data-urlencode 'q=actor.name:"O'\\''Hara"'`,
    );
  });

  it("asks for what the scope shows", () => {
    const scope = { categories: [], actions: [], environments: [], targets: [], query: "", fields: [], metadata: [] };
    expect(queryOfScope(scope)).toBeUndefined();
    expect(queryOfScope({ ...scope, query: " env:prod " })).toBe("env:prod");
    expect(queryOfScope({ ...scope, environments: ["prod", "staging"], actions: ["secret.*"] })).toBe(
      "env:prod action:secret.*",
    );
    expect(queryOfScope({ ...scope, environments: ["eu west"] })).toBeUndefined();
  });
});
