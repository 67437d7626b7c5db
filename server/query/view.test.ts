import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { andNodes, type QueryNode } from "#query";
import { AppError } from "../errors.ts";
import { hiddenFields, limitWords, refuseMasked } from "./masked-query.ts";
import type { MaskPath } from "./masks.ts";
import { matchesQuery } from "./match-query.ts";
import { parseQuery } from "./parse-query.ts";
import { masksSchema, type Scope, scopeSchema } from "./schemas.ts";
import { EVERYTHING, isEverything, narrowView, scopeNode, type View, viewCovers, viewForm, viewOf } from "./view.ts";

const node = (text: string) => parseQuery(text).node;
const view = (text: string, ...masks: MaskPath[]): View => ({ scope: node(text), masks });

type Shown = Parameters<typeof matchesQuery>[1]["event"];
const event = (over: object) =>
  ({
    id: "019aa3c5-7d5d-7000-8000-0123456789ab",
    key: "k",
    action: "secret.read",
    category: "access",
    outcome: "success",
    severity: "info",
    actor: { type: "user", id: "u_1" },
    targets: [{ type: "secret", id: "s_1" }],
    source: { environment: "prod" },
    ...over,
  }) as unknown as Shown;
const matches = (scope: Scope, over: object = {}) => matchesQuery(scopeNode(scope), { seq: 1, event: event(over) });

describe("scopes", () => {
  it("show everything when they say nothing", () => {
    expect(scopeNode({})).toEqual({ kind: "all" });
    expect(scopeNode({ query: "  " })).toEqual({ kind: "all" });
    expect(isEverything(viewOf({}, []))).toBe(true);
    expect(isEverything(viewOf(null, ["raw"]))).toBe(false);
  });

  it("take the values of a list as alternatives, and all lists together", () => {
    expect(matches({ categories: ["access", "change"] })).toBe(true);
    expect(matches({ categories: ["change"] })).toBe(false);
    expect(matches({ categories: ["access"], environments: ["stage", "prod"] })).toBe(true);
    expect(matches({ categories: ["access"], environments: ["stage"] })).toBe(false);
    expect(matches({ environments: ["prod"], query: "-category:authentication" })).toBe(true);
    expect(matches({ environments: ["prod"], query: "-category:authentication" }, { category: "authentication" })).toBe(
      false,
    );
    expect(matches({ environments: ["prod"], query: "-category:authentication" }, { source: undefined })).toBe(false);
  });

  it("read actions whole or by their beginning", () => {
    expect(matches({ actions: ["secret.*"] })).toBe(true);
    expect(matches({ actions: ["secret"] })).toBe(false);
    expect(matches({ actions: ["Secret.Read"] })).toBe(true);
    expect(matches({ actions: ["user.*", "secret.read"] })).toBe(true);
  });

  it("read targets as ids, or as types behind type:", () => {
    expect(matches({ targets: ["s_1"] })).toBe(true);
    expect(matches({ targets: ["type:secret"] })).toBe(true);
    expect(matches({ targets: ["type:s_1"] })).toBe(false);
    expect(matches({ targets: ["secret"] })).toBe(false);
    expect(matches({ targets: ["type:"] }, { targets: [{ type: "x", id: "type:" }] })).toBe(true);
    for (const id of ['a" OR seq:*', "a) OR (seq:*", "s_*", "-x", 'back\\slash "q"', ">=5", "OR", "a,b"]) {
      expect(matches({ targets: [id] }, { targets: [{ type: "x", id }] }), id).toBe(true);
      expect(matches({ targets: [id] }), id).toBe(false);
    }
  });

  it("are refused when they cannot be read, with the place in the query", () => {
    const fault = (() => {
      try {
        scopeNode({ query: "env:prod nofield:x" });
      } catch (error) {
        return error as AppError;
      }
    })();
    expect(fault).toBeInstanceOf(AppError);
    expect(fault!.fields).toEqual([{ path: "scope.query", at: 9, message: expect.stringContaining("not a field") }]);
    for (const scope of [
      { categories: [] },
      { categories: ["nothing"] },
      { actions: ["a b"] },
      { actions: ["*"] },
      { actions: ["a*b"] },
      { environments: ["prod*"] },
      { targets: ["a\nb"] },
      { query: "x".repeat(2_001) },
      { extra: 1 },
      { categories: Array(51).fill("access") },
      [],
      "env:prod",
    ])
      expect(scopeSchema.safeParse(scope).success, JSON.stringify(scope)).toBe(false);
  });

  it("that are stored and cannot be read are an error, never a wider view, and never an answer", () => {
    for (const [scope, masks] of [
      ["env:prod", []],
      [{ query: "nofield:x" }, []],
      [{ environment: ["prod"] }, []],
      [null, ["nothing"]],
      [7, []],
    ] as const) {
      expect(() => viewOf(scope, [...masks])).toThrow("cannot be read");
      expect(() => viewOf(scope, [...masks])).not.toThrow(AppError);
    }
  });

  it("take masks in their stored form", () => {
    expect(masksSchema.parse(["raw", "actor.email", "raw"])).toEqual(["actor.email", "raw"]);
    const { error } = masksSchema.safeParse(["raw", "action"]);
    expect(error?.issues).toEqual([expect.objectContaining({ path: [1], message: expect.stringContaining("action") })]);
  });
});

describe("narrowView", () => {
  it("shows what both show", () => {
    const both = narrowView(view("env:prod", "actor.email"), view("category:access", "raw", "actor.email"));
    expect(viewForm(both)).toBe(viewForm(view("env:prod category:access", "actor.email", "raw")));
    expect(narrowView(EVERYTHING, EVERYTHING)).toEqual(EVERYTHING);
  });
});

describe("viewCovers", () => {
  test.each<[string, View, View, boolean]>([
    ["everything covers everything", EVERYTHING, EVERYTHING, true],
    ["everything covers any view", EVERYTHING, view("ip:1.2.3.4", "raw"), true],
    ["a scope covers itself, wherever its terms stand", view("env:prod"), view("  env:PROD"), true],
    ["a scope covers a narrower one", view("env:prod"), view("category:access env:prod outcome:denied"), true],
    ["each of its conditions must be there", view("env:prod category:access"), view("env:prod"), false],
    ["a scope does not cover everything", view("env:prod"), EVERYTHING, false],
    ["nor another one", view("env:prod"), view("env:stage"), false],
    ["nor its own negation", view("env:prod"), view("-env:prod"), false],
    ["nor one that has it as an alternative", view("env:prod"), view("(env:prod OR env:stage)"), false],
    ["nor one that has it below a negation", view("env:prod"), view("-(env:prod category:access)"), false],
    ["a prefix is not the value", view("action:a.*"), view("action:a."), false],
    ["masks must be there too", view("env:prod", "actor.email"), view("env:prod"), false],
    ["more masks are fine", view("env:prod", "actor.email"), view("env:prod", "actor.email", "raw"), true],
    ["metadata covers its paths", view("", "metadata.card"), view("", "metadata"), true],
    ["a path does not cover metadata", view("", "metadata"), view("", "metadata.card"), false],
    ["any mask covers the free text", view("", "changes"), view("", "actor.id"), true],
    ["none does not", view("", "changes"), EVERYTHING, false],
    ["a condition on a masked field would tell it", view("", "source.ip"), view("ip:1.2.3.4", "source.ip"), false],
    ["unless it is the own one", view("ip:1.2.3.4", "source.ip"), view("ip:1.2.3.4 env:prod", "source.ip"), true],
  ])("%s", (_, wide, narrow, covers) => expect(viewCovers(wide, narrow)).toBe(covers));

  const terms = [
    "env:prod",
    "category:access",
    "-outcome:denied",
    "(action:a OR action:b)",
    "target:s_1",
    "-(env:prod outcome:denied)",
  ];
  const anyScope = fc.uniqueArray(fc.constantFrom(...terms), { maxLength: 4 }).map((some) => node(some.join(" ")));
  const anyEvent = fc.record({
    action: fc.constantFrom("a", "b", "c"),
    category: fc.constantFrom("access", "change", undefined),
    outcome: fc.constantFrom("success", "denied"),
    source: fc.constantFrom({ environment: "prod" }, { environment: "x" }, undefined),
    targets: fc.constantFrom([{ type: "t", id: "s_1" }], undefined),
  });

  it("never says yes where an event would show beyond", () => {
    let yes = 0;
    fc.assert(
      fc.property(anyScope, anyScope, anyScope, anyEvent, (wide, other, third, over) => {
        for (const narrow of [
          other,
          andNodes(wide, other),
          andNodes(other, third, wide),
          { kind: "not", node: wide } as QueryNode,
        ]) {
          if (!viewCovers({ scope: wide, masks: [] }, { scope: narrow, masks: [] })) continue;
          yes++;
          const sees = (scope: QueryNode) => matchesQuery(scope, { seq: 1, event: event(over) });
          expect(!sees(narrow) || sees(wide)).toBe(true);
        }
      }),
      { numRuns: 5_000, seed: 5 },
    );
    expect(yes).toBeGreaterThan(5_000);
  });

  it("is kept by narrowing", () => {
    fc.assert(
      fc.property(anyScope, anyScope, (a, b) => {
        const [one, other] = [a, b].map((scope): View => ({ scope, masks: ["raw"] }));
        expect(viewCovers(one!, narrowView(one!, other!))).toBe(true);
        expect(viewCovers(other!, narrowView(one!, other!))).toBe(true);
      }),
      { numRuns: 500, seed: 6 },
    );
  });
});

describe("limitWords", () => {
  const places = (...masks: MaskPath[]) => limitWords(node("-(env:prod OR rotate)"), masks);
  const limited = (list: string[]) => ({
    kind: "not",
    node: { kind: "or", nodes: [{ field: "env" }, { field: "words", words: ["rotate"], places: list }] },
  });
  test.each<[MaskPath[], string[]]>([
    [["source.ip"], ["actor", "target", "metadata"]],
    [["actor.email"], ["target", "metadata"]],
    [["targets.id"], ["actor", "metadata"]],
    [["metadata.card"], ["actor", "target"]],
    [["actor.name", "targets.name", "metadata"], []],
  ])("with %j leaves %j", (masks, open) => expect(places(...masks)).toMatchObject(limited(open)));

  it("leaves the query alone without masks", () => expect(places()).toEqual(node("-(env:prod OR rotate)")));

  it("keeps a masked word from being found", () => {
    const shown = { seq: 1, event: event({ description: "hidden", actor: { type: "user", id: "u_1", name: "open" } }) };
    for (const [text, isFound] of [
      ["hidden", false],
      ["open", true],
    ] as const)
      expect(matchesQuery(limitWords(node(text), ["source.ip"]), shown)).toBe(isFound);
    expect(matchesQuery(node("hidden"), shown)).toBe(true);
  });
});

describe("hiddenFields", () => {
  it("names what cannot be asked for", () => {
    expect(hiddenFields([])).toEqual([]);
    expect(hiddenFields(["actor.email", "metadata.card.number"])).toEqual([
      "actor",
      "actor.email",
      "behalf",
      "has:changes",
      "has:raw",
      "metadata.card.number",
      "changes",
    ]);
    for (const field of hiddenFields(["source.location", "session_id", "targets.name"]))
      if (!/^(metadata|changes)$/.test(field))
        expect(
          () =>
            refuseMasked(node(field.startsWith("has:") ? field : `${field}:*`), {
              masks: ["source.location", "session_id", "targets.name"],
            }),
          field,
        ).toThrow("masked");
  });
});

describe("refuseMasked", () => {
  const faults = (text: string, ...masks: MaskPath[]) => {
    try {
      refuseMasked(node(text), { masks });
      return [];
    } catch (error) {
      expect(error).toMatchObject({ code: "invalid", message: expect.stringContaining("masked for you") });
      return (error as AppError).fields!.map(({ path, at, message }) => [path, at, message]);
    }
  };

  test.each<[string, MaskPath]>([
    ["actor:u", "actor.id"],
    ["actor.id:u*", "actor.id"],
    ["target:s", "targets.id"],
    ["target.id:s", "targets.id"],
    ["ip:203.0.113.0/24", "source.ip"],
    ["ip:*", "source.ip"],
    ["country:de", "source.location"],
    ["has:location", "source.location"],
    ["session:s", "session_id"],
    ["has:session", "session_id"],
    ["request:r", "request_id"],
    ["has:changes", "actor.id"],
    ["has:raw", "actor.id"],
    ["has:changes", "changes"],
    ["actor:u", "actor.email"],
    ["behalf:u", "actor.name"],
    ["actor.name:*ana*", "actor.name"],
    ["actor.email:*", "actor.email"],
    ["target:s", "targets.name"],
    ["target.name:s", "targets.name"],
    ["city:berlin", "source.location"],
    ["changes.role:x", "actor.id"],
    ["metadata.card:x", "metadata"],
    ["metadata.card:x", "metadata.card"],
    ["metadata.Card.Number:>5", "metadata.card"],
    ["metadata.card:*", "metadata.card.number"],
    ["metadata.cards.number:*", "metadata.cards.0.number"],
    ["metadata.cards:*", "metadata.cards.0"],
  ])("refuses %s with %s masked, and takes it without", (text, mask) => {
    const [, at, message] = faults(text, mask)[0]!;
    expect([at, message]).toEqual([
      0,
      expect.stringMatching(`^the field ${/^has:\w+|^[^:]+/.exec(text.toLowerCase())![0]} is masked for you(;|$)`),
    ]);
    expect(faults(text)).toEqual([]);
  });

  it.each<[string, MaskPath]>([
    ["metadata.cardinal:x", "metadata.card"],
    ["metadata.card.name:x", "metadata.card.number"],
    ["metadata.2025:x", "metadata.2024"],
    ["metadata.card:x", "targets.metadata"],
    ["actor.id:u", "actor.email"],
    ["target.id:s", "targets.name"],
    ["after:7d during:2026-11", "source.ip"],
  ])("takes %s with %s masked", (text, mask) => expect(faults(text, mask)).toEqual([]));

  it("takes words of a reader's query, which are limited, but none in a scope", () => {
    expect(faults("rotate", "actor.id")).toEqual([]);
    expect(faults("-(rotate OR env:prod)", "actor.id", "targets.name", "metadata.x")).toEqual([
      ["q", 2, "words cannot be searched for, since some of where they stand is masked for you"],
    ]);
    expect(() => refuseMasked(node("rotate"), { masks: ["actor.id"] }, "scope.query")).toThrow("masked for you");
    expect(() => refuseMasked(node("rotate"), { masks: [] }, "scope.query")).not.toThrow();
    expect(viewCovers(view("", "source.ip"), view("rotate", "source.ip"))).toBe(false);
    expect(viewCovers(view("rotate", "source.ip"), view("rotate env:prod", "source.ip"))).toBe(true);
  });

  it("finds them all, negated, nested and listed", () => {
    expect(faults("env:prod -(ip:1.2.3.4 OR (actor:a outcome:denied))", "source.ip", "actor.id")).toEqual([
      ["q", 11, "the field ip is masked for you"],
      ["q", 26, "the field actor is masked for you; actor.name and actor.email can be asked for"],
    ]);
  });

  it("lets pass what stays visible", () => {
    const text =
      "action:a category:access crud:r outcome:denied severity:>=high origin:x via:ui env:prod auth:sso actor.type:user " +
      "target.type:secret id:019aa3c5-7d5d-7000-8000-0123456789ab seq:1..2 key:k has:behalf";
    const all: MaskPath[] = [
      "actor.id",
      "actor.name",
      "targets.id",
      "source.ip",
      "source.location",
      "session_id",
      "metadata",
    ];
    expect(faults(text, ...all)).toEqual([]);
  });
});
