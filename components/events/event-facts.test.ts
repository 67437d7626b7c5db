import { describe, expect, it } from "vitest";
import type { SealedEvent } from "#tlog";
import { factGroups, mainFacts, maskFacts } from "./event-facts.ts";
import { leafRows } from "./leaf-rows.ts";

const event = {
  v: 1,
  id: "01a2210f-984f-7047-ae3d-1f1899317f54",
  tenant: "t",
  key: "k1",
  occurred_at: "2026-11-20T10:00:00.000Z",
  received_at: "2026-11-20T10:00:01.000Z",
  action: "secret.read",
  crud: "r",
  outcome: "denied",
  severity: "info",
  actor: {
    type: "service",
    id: "svc/backup",
    name: "backup-agent",
    on_behalf_of: { type: "user", id: "u_1", name: "Jo Park", email: "jo@acme.example" },
  },
  targets: [
    { type: "secret", id: "s_1", name: "db/prod" },
    { type: "vault", name: "main" },
  ],
  source: { ip: "203.0.113.9", via: "cli", location: { country: "DE", city: "Berlin" } },
  session_id: "sess",
  metadata: { reason: "role lacks secret.read", tags: ["a", { deep: 1 }], "odd key": true, none: null, empty: {} },
} as unknown as SealedEvent;

describe("mainFacts", () => {
  it("says who, for whom, what and why, and leads to their pages", () => {
    const facts = mainFacts(event);
    expect(facts.map(({ label }) => label)).toEqual([
      "When",
      "Actor",
      "Acting",
      "Target",
      "and",
      "Address",
      "Place",
      "Reason",
    ]);
    expect(facts[1]).toEqual({
      label: "Actor",
      text: "backup-agent",
      value: "svc/backup",
      field: "actor.id",
      page: { kind: "actor", id: "svc/backup", type: "service" },
    });
    expect(facts[2]).toMatchObject({ text: "backup-agent for Jo Park" });
    expect(facts[3]).toMatchObject({ text: "secret db/prod", page: { kind: "target", id: "s_1", type: "secret" } });
    expect(facts[4]).toEqual({ label: "and", text: "vault main" });
    expect(facts.at(-1)).toMatchObject({ field: "metadata.reason", value: "role lacks secret.read" });
  });
});

describe("factGroups", () => {
  const groups = factGroups(event, 41);
  it("has everything that the event says, by what it is about", () => {
    expect(groups.map(({ title }) => title)).toEqual(["Who", "What", "Where", "References", "Content"]);
    const asked = groups.flatMap(({ facts }) =>
      facts.flatMap(({ field, value }) => (field ? [`${field}:${value}`] : [])),
    );
    for (const term of [
      "actor.type:service",
      "behalf:u_1",
      "behalf:jo@acme.example",
      "target.name:db/prod",
      "target.type:vault",
      "crud:r",
      "city:Berlin",
      "country:DE",
      "session:sess",
      "seq:41",
      "key:k1",
      "metadata.tags:a",
      "metadata.tags.deep:1",
      "metadata.none:null",
    ])
      expect(asked).toContain(term);
  });

  it("has no group without facts", () => {
    const { metadata: _, source: __, ...plain } = event;
    expect(factGroups(plain as SealedEvent, 1).map(({ title }) => title)).toEqual(["Who", "What", "References"]);
  });
});

describe("leafRows", () => {
  it("shows a tree by depth, and asks for a list's elements by its path", () => {
    expect(leafRows("", event.metadata, { field: "metadata" })).toEqual([
      { label: "reason", text: "", value: "role lacks secret.read", depth: 0, field: "metadata.reason" },
      { label: "tags", text: "", depth: 0 },
      { label: "1.", text: "", value: "a", depth: 1, field: "metadata.tags" },
      { label: "2.", text: "", depth: 1 },
      { label: "deep", text: "", value: "1", depth: 2, field: "metadata.tags.deep" },
      { label: "odd key", text: "", value: "true", depth: 0 },
      { label: "none", text: "", value: "null", depth: 0, field: "metadata.none" },
      { label: "empty", text: "", value: "{}", depth: 0 },
    ]);
  });

  it("puts a title above, and asks for nothing where no query can", () => {
    expect(leafRows("Metadata", { team: "x" }, { depth: 1 })).toEqual([
      { label: "Metadata", text: "", depth: 1 },
      { label: "team", text: "", value: "x", depth: 2 },
    ]);
    expect(leafRows("Metadata", undefined, {})).toEqual([]);
  });
});

describe("maskFacts", () => {
  it("names what was taken out", () => {
    expect(maskFacts(["source.ip", "changes"])).toEqual([{ label: "Masked for you", text: "source.ip, changes" }]);
    expect(maskFacts(undefined)).toEqual([]);
  });
});
