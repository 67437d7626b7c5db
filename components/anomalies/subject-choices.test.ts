import { describe, expect, it } from "vitest";
import { FOUND, subjectChoices } from "./subject-choices.ts";

const risers = [
  { kind: "actor" as const, id: "u_1", name: "Mika Tan" },
  { kind: "action" as const, id: "secret.read", name: null },
];
const risks = [
  { entity: { type: "actor" as const, id: "u_2", name: "Petra Schulze" } },
  { entity: { type: "tenant" as const, id: "acme" } },
];
const offered = { subject: { kind: "tenant" as const }, name: null, risers, risks, find: "", found: [] };
const found = (...values: string[]) => FOUND.map((one) => ({ ...one, values: values.map((value) => ({ value })) }));

describe("subjectChoices", () => {
  it("offers who rises and who stands out, each once, and what is chosen", () => {
    expect(subjectChoices(offered).map(({ group, items }) => [group, items.map(({ label }) => label)])).toEqual([
      ["Everybody", ["The whole tenant", "Denied share"]],
      ["Rising", ["Mika Tan", "secret.read (action)"]],
      ["Standing out", ["Petra Schulze"]],
    ]);
    const own = subjectChoices({ ...offered, subject: { kind: "actor", id: "u_9" }, name: "Io" });
    expect(own[0]!.items.at(-1)).toEqual({ value: "denied_share:u_9", label: "Denied share of Io" });
    expect(own.at(-1)).toEqual({ group: "Chosen", items: [{ value: "actor:u_9", label: "Io" }] });
  });

  it("keeps only what fits while something is looked for, actors too", () => {
    const groups = (find: string) => subjectChoices({ ...offered, subject: { kind: "actor", id: "u_9" }, find });
    expect(groups("secret.read")).toEqual([
      { group: "Rising", items: [{ value: "action:secret.read", label: "secret.read (action)" }] },
    ]);
    expect(groups("SCHULZE").map(({ group }) => group)).toEqual(["Standing out"]);
    expect(groups("of no such name")).toEqual([]);
  });

  it("has what the server found, whatever it is called here, of every kind", () => {
    const groups = subjectChoices({ ...offered, find: "mail@of.mika", found: found("u_1", "u_7") });
    expect(groups.map(({ group }) => group)).toEqual([
      ...["Found: actors", "Found: actions", "Found: sources", "Found: countries", "Found: categories"],
    ]);
    expect(groups[0]!.items.map(({ value }) => value)).toEqual(["actor:u_1", "actor:u_7"]);
    expect(groups[3]!.items[0]).toEqual({ value: "country:u_1", label: "U_1 (country)" });
    const many = subjectChoices({ ...offered, find: "a", found: found(..."abcdefghij") });
    expect(many.every(({ group, items }) => !group.startsWith("Found") || items.length <= 6)).toBe(true);
  });
});
