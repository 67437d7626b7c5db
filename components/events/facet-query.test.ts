import { describe, expect, it } from "vitest";
import { facetChoice, filterAlso, filterFor, filterMissing, filterOut, standing } from "./facet-query.ts";

const none = { chosen: [], excluded: [], missing: undefined };

describe("facetChoice", () => {
  it.each([
    ["", none],
    ["outcome:denied env:prod", { ...none, chosen: ["denied"] }],
    ["outcome:denied,failure", { ...none, chosen: ["denied", "failure"] }],
    ["outcome:(denied OR failure)", { ...none, chosen: ["denied", "failure"] }],
    ["-outcome:(success  OR  unknown)", { ...none, excluded: ["success", "unknown"] }],
    ["OUTCOME:denied -outcome:success", { ...none, chosen: ["denied"], excluded: ["success"] }],
    ["-outcome:*", { ...none, missing: "chosen" }],
    ["outcome:*", { ...none, missing: "excluded" }],
    ["(outcome:denied OR env:prod)", none],
    ["-(outcome:denied env:prod)", none],
    ["outcome:denied (", none],
    ['"outcome:denied"', none],
  ])("of %j", (q, choice) => expect(facetChoice(q, "outcome")).toEqual(choice));

  it("takes quotes and escapes off, and leaves patterns, comparisons and ranges alone", () => {
    expect(facetChoice('action:("a b" OR "say \\"hi\\"" OR a\\*b)', "action").chosen).toEqual([
      "a b",
      'say "hi"',
      "a*b",
    ]);
    expect(facetChoice("action:secret.*,*read*,user.read", "action").chosen).toEqual(["user.read"]);
    expect(facetChoice("severity:>=high", "severity").chosen).toEqual([]);
    expect(facetChoice("severity:low..high", "severity").chosen).toEqual([]);
  });

  it("finds the actor and the target under both of their names", () => {
    expect(facetChoice("actor:u_1", "actor.id").chosen).toEqual(["u_1"]);
    expect(facetChoice("-target.id:t_1", "target.id").excluded).toEqual(["t_1"]);
  });

  it("ignores the case of a path, as the server does", () => {
    expect(facetChoice("metadata.orderId:7", "metadata.orderId").chosen).toEqual(["7"]);
    expect(facetChoice("metadata.orderid:7", "metadata.orderId").chosen).toEqual(["7"]);
  });
});

describe("filterFor", () => {
  it("replaces what the field has, in its place", () => {
    expect(filterFor("", "outcome", "denied")).toBe("outcome:denied");
    expect(filterFor("env:prod", "outcome", "denied")).toBe("env:prod outcome:denied");
    expect(filterFor("outcome:(failure OR unknown) env:prod -outcome:success rotate", "outcome", "denied")).toBe(
      "outcome:denied env:prod rotate",
    );
    expect(filterFor("actor:u_1 env:prod", "actor.id", "u 2")).toBe('actor.id:"u 2" env:prod');
  });

  it("takes back what it asked for", () => {
    expect(filterFor("env:prod outcome:DENIED", "outcome", "denied")).toBe("env:prod");
    expect(filterFor("outcome:denied,failure", "outcome", "denied")).toBe("outcome:denied");
  });

  it("keeps words, groups and whatever cannot be taken apart", () => {
    expect(filterFor('"two words" (a:b OR c:d) -(e:f)', "env", "prod")).toBe(
      '"two words" (a:b OR c:d) -(e:f) env:prod',
    );
    expect(filterFor('env:"open', "outcome", "denied")).toBe('env:"open outcome:denied');
  });
});

describe("filterAlso", () => {
  it("adds to the values by OR, patterns too", () => {
    expect(filterAlso("env:prod", "outcome", "denied")).toBe("env:prod outcome:denied");
    expect(filterAlso("outcome:denied env:prod", "outcome", "failure")).toBe("outcome:(denied OR failure) env:prod");
    expect(filterAlso("env:a,b", "env", "c d")).toBe('env:(a OR b OR "c d")');
    expect(filterAlso("action:secret.*", "action", "user.read")).toBe("action:(secret.* OR user.read)");
  });

  it("takes a value out again, and out of what is left out", () => {
    expect(filterAlso("outcome:(denied OR failure)", "outcome", "denied")).toBe("outcome:failure");
    expect(filterAlso("outcome:denied", "outcome", "denied")).toBe("");
    expect(filterAlso("-outcome:(denied OR failure)", "outcome", "denied")).toBe("outcome:denied -outcome:failure");
  });
});

describe("filterOut", () => {
  it("leaves a value out besides others, and no longer asks for it", () => {
    expect(filterOut("env:prod", "outcome", "success")).toBe("env:prod -outcome:success");
    expect(filterOut("-outcome:success", "outcome", "unknown")).toBe("-outcome:(success OR unknown)");
    expect(filterOut("outcome:(denied OR failure)", "outcome", "denied")).toBe("outcome:failure -outcome:denied");
  });

  it("lets it in again", () => {
    expect(filterOut("-outcome:(success OR unknown)", "outcome", "success")).toBe("-outcome:unknown");
    expect(filterOut("-outcome:success", "outcome", "success")).toBe("");
  });
});

describe("filterMissing", () => {
  it("asks for events without the field, or with it, and back", () => {
    expect(filterMissing("env:prod q", "env", "chosen")).toBe("-env:* q");
    expect(filterMissing("-env:* q", "env", "chosen")).toBe("q");
    expect(filterMissing("-env:*", "env", "excluded")).toBe("env:*");
  });
});

describe("standing", () => {
  it("ignores case where the field does", () => {
    expect(standing(facetChoice("country:de", "country"), "country", "DE")).toBe("chosen");
    expect(standing(facetChoice("-actor.id:U_1", "actor.id"), "actor.id", "u_1")).toBeUndefined();
    expect(standing(facetChoice("-actor.id:u_1", "actor.id"), "actor.id", "u_1")).toBe("excluded");
  });
});
