import { describe, expect, it } from "vitest";
import { changesOf, type DraftFrame, endOf, type KeyDraft, newKeyOf, partsOf, rightsOf } from "./key-draft.ts";

const frame: DraftFrame = {
  timeZone: "Europe/Berlin",
  nowMs: Date.parse("2026-11-20T12:00:00Z"),
  keyDays: 365,
  roleRights: ["events.read", "events.stream", "proofs.read", "tenant.read"],
};

const draft: KeyDraft = {
  kind: "provisioning",
  name: "splunk",
  purpose: "Forwards access events",
  recipient: "Security",
  ownerId: "0198c0de-0000-7000-8000-000000000001",
  role: "viewer",
  rights: ["events.read", "proofs.read"],
  categories: [],
  actions: [],
  environments: ["prod"],
  targets: [],
  query: " category:access ",
  fields: ["actor.email"],
  metadata: ["card"],
  addresses: ["203.0.113.0/28"],
  requestsPerMinute: 60,
  rowsPerDay: "",
  expiresOn: "2027-02-18",
  rotationDays: 30,
};

describe("the end of a key", () => {
  it("is the end of its last day in the tenant's zone", () => {
    expect(endOf("2027-02-18", frame)).toBe("2027-02-18T22:59:59.000Z");
  });

  it("is as late as allowed on the last day that is, and what lies beyond is left for the server to refuse", () => {
    expect(endOf("2027-11-20", frame)).toBe("2027-11-20T11:50:00.000Z");
    expect(endOf("2027-11-21", frame)).toBe("2027-11-21T22:59:59.000Z");
    expect(endOf("2027-11-21", { ...frame, keyDays: null })).toBe("2027-11-21T22:59:59.000Z");
  });

  it("is open without a day", () => {
    expect(endOf("", frame)).toBeNull();
  });
});

describe("a new key", () => {
  it("is what was entered", () => {
    expect(newKeyOf(draft, frame)).toEqual({
      kind: "provisioning",
      name: "splunk",
      purpose: "Forwards access events",
      recipient: "Security",
      ownerId: draft.ownerId,
      role: "viewer",
      permissions: ["events.read", "proofs.read", "tenant.read"],
      scope: { environments: ["prod"], query: "category:access" },
      masks: ["actor.email", "metadata.card"],
      addresses: ["203.0.113.0/28"],
      requestsPerMinute: 60,
      rowsPerDay: null,
      rotationDays: 30,
      expiresAt: "2027-02-18T22:59:59.000Z",
    });
  });

  it("of another kind has neither scope nor rights of its own, whatever was entered before", () => {
    const names = (kind: KeyDraft["kind"]) => Object.keys(newKeyOf({ ...draft, kind }, frame));
    for (const kind of ["ingest", "management"] as const)
      for (const name of ["scope", "masks", "permissions", "rowsPerDay"]) expect(names(kind)).not.toContain(name);
    expect(names("ingest")).not.toContain("role");
    expect(names("management")).toContain("role");
  });

  it("has no right that its role lacks", () => {
    expect(rightsOf({ ...draft, rights: ["events.read", "tiles.entries"] }, frame.roleRights)).toEqual(["events.read"]);
  });
});

describe("a changed key", () => {
  it("tells what was changed and nothing else", () => {
    expect(
      changesOf(draft, { ...draft, purpose: " Forwards access events ", addresses: [...draft.addresses] }, frame),
    ).toEqual({});
    expect(changesOf(draft, { ...draft, query: "", rowsPerDay: 500 }, frame)).toEqual({
      scope: { environments: ["prod"] },
      rowsPerDay: 500,
    });
    expect(changesOf({ ...draft, rowsPerDay: 500 }, draft, frame)).toEqual({ rowsPerDay: null });
  });

  it("says its rights anew with another role, so that none comes back unseen", () => {
    expect(changesOf(draft, { ...draft, role: "auditor" }, frame)).toEqual({
      role: "auditor",
      permissions: ["events.read", "proofs.read", "tenant.read"],
    });
  });
});

it("a fault stands at the part that it is about", () => {
  expect(partsOf("addresses.0")).toEqual(["addresses"]);
  expect(partsOf("expiresAt")).toEqual(["expiresOn"]);
  expect(partsOf("scope.query")).toContain("query");
  expect(partsOf("updatedAt")).toEqual([]);
});
