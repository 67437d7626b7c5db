import { describe, expect, it } from "vitest";
import { nameTerm, withFound } from "./use-facet-values.ts";

describe("search by name", () => {
  it("asks for names of actors and targets only, and for what was typed as it is", () => {
    expect(nameTerm("actor.id", "Ana R")).toBe("actor.name:*Ana\\ R*");
    expect(nameTerm("target.id", 'a*("b,\\')).toBe('target.name:*a\\*\\(\\"b\\,\\\\*');
    expect(nameTerm("action", "x")).toBeUndefined();
    expect(nameTerm("session", "x")).toBeUndefined();
  });

  it("has what was found by id and by name once, and says that either was bounded", () => {
    const none = { field: "actor.id", others: 0, missing: 0, is_lower_bound: false, covered_from: null };
    const byId = { ...none, values: [{ value: "u_ana", count: 3 }] };
    const byName = {
      ...none,
      values: [
        { value: "u_7", count: 9, label: "Ana Ruiz" },
        { value: "u_ana", count: 3, label: "Ana" },
      ],
      others: 2,
      is_lower_bound: true,
      covered_from: "2026-11-20T00:00:00.000Z",
    };
    const found = withFound(byId, byName);
    expect(found.values.map(({ value }) => value)).toEqual(["u_7", "u_ana"]);
    expect(found).toMatchObject({ others: 2, is_lower_bound: true, covered_from: byName.covered_from });
  });
});
