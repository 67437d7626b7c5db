import { describe, expect, it } from "vitest";
import { differenceWords, draftOf, isSameDraft, rightsBetween, sightOf } from "./role-draft.ts";

const stored = {
  name: "Readers",
  description: "Reads",
  permissions: ["events.read", "events.stream"] as const,
  scope: { categories: ["access" as const], query: "env:prod" },
  masks: ["actor.email", "metadata.card.number"] as const,
};
const draft = () => draftOf({ ...stored, permissions: [...stored.permissions], masks: [...stored.masks] });

describe("a role in the form", () => {
  it("comes back as it was stored", () => {
    expect(sightOf(draft())).toEqual({
      scope: { categories: ["access"], query: "env:prod" },
      masks: ["actor.email", "metadata.card.number"],
    });
  });

  it("shows every event when nothing is entered, blanks included", () => {
    const empty = { ...draft(), categories: [], query: "  ", fields: [], metadata: [] };
    expect(sightOf(empty)).toEqual({ scope: null, masks: [] });
  });

  it("is the same whatever the order of its rights and the blanks around its name", () => {
    expect(isSameDraft(draft(), { ...draft(), name: " Readers ", permissions: ["events.stream", "events.read"] })).toBe(
      true,
    );
    expect(isSameDraft(draft(), { ...draft(), query: "env:staging" })).toBe(false);
    expect(isSameDraft(draft(), { ...draft(), fields: [] })).toBe(false);
    expect(isSameDraft(draft(), { ...draft(), permissions: ["events.read"] })).toBe(false);
  });
});

describe("differences from the role that was copied", () => {
  it("are what was added and what was removed, in words", () => {
    const between = rightsBetween(["events.read", "keys.read"], ["events.read", "roles.read", "members.read"]);
    expect(between).toEqual({ added: ["roles.read", "members.read"], removed: ["keys.read"] });
    expect(differenceWords(between, "auditor")).toBe("2 added, 1 removed compared with auditor");
  });

  it("of nothing say so", () => {
    expect(differenceWords(rightsBetween(["events.read"], ["events.read"]), "viewer")).toBe(
      "The same rights as viewer",
    );
  });
});
