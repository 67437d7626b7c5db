import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueryNode } from "#query";
import type { SealedEvent } from "#tlog";
import { anyEvent, hoursBefore, valuesOf } from "../../tests/event-samples.ts";
import { anyNode } from "../../tests/query-samples.ts";
import { uuidv7 } from "../ids.ts";
import { deriveColumns } from "../ledger/index.ts";
import { columnValue, compileQuery, requiredValues } from "./compile-query.ts";
import { EventFacts } from "./event-facts.ts";
import { type MatchableEvent, matchesQuery } from "./match-query.ts";
import { parseQuery } from "./parse-query.ts";

const NOW_MS = Date.parse("2026-11-20T12:00:00Z");
const samples = fc.sample(fc.tuple(anyEvent, fc.nat({ max: 30 })), { numRuns: 60, seed: 5 });
const events: MatchableEvent[] = samples.map(([one, back], seq) => {
  const occurred_at = hoursBefore(NOW_MS, back);
  const stamp = { v: 1, id: uuidv7(NOW_MS + seq), tenant: "t", key: "key1", received_at: occurred_at, occurred_at };
  const given = JSON.parse(JSON.stringify(one));
  return { seq, event: { outcome: "unknown", severity: "info", ...given, ...stamp } as SealedEvent };
});
const facts = events.map(({ seq, event }) => new EventFacts(seq, event, deriveColumns(event)));

describe("compileQuery", () => {
  it("answers as matchesQuery does", () => {
    let fits = 0;
    fc.assert(
      fc.property(anyNode(valuesOf(events, NOW_MS)), (node) => {
        const test = compileQuery(node);
        for (const [i, one] of events.entries()) {
          const expected = matchesQuery(node, one);
          if (expected) fits++;
          expect(test(facts[i]!), JSON.stringify([node, one.event])).toBe(expected);
        }
      }),
      { numRuns: 600, seed: 20_261_128 },
    );
    expect(fits).toBeGreaterThan(3_000);
  });
});

describe("requiredValues", () => {
  it("holds of every event that fits", () => {
    let found = 0;
    fc.assert(
      fc.property(anyNode(valuesOf(events, NOW_MS)), (node) => {
        const required = requiredValues(node);
        if (!required) return;
        for (const one of facts)
          if (matchesQuery(node, one)) {
            found++;
            expect(required.values).toContain(columnValue(required.field, one.columns));
          }
      }),
      { numRuns: 3_000, seed: 7 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it.each([
    ["env:prod action:secret.read outcome:success", { field: "action", values: ["secret.read"] }],
    ["action:a,b", { field: "action", values: ["a", "b"] }],
    ["(action:a OR env:b)", undefined],
    ["-action:a", undefined],
    ["action:a*", undefined],
    ["actor.id:U_1 env:prod", { field: "actor.id", values: ["U_1"] }],
    ["", undefined],
  ])("of %j are %j", (text, expected) => {
    expect(requiredValues(parseQuery(text).node as QueryNode)).toEqual(expected);
  });
});
