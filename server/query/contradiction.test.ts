import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { anyNode, ODD_VALUES } from "../../tests/query-samples.ts";
import { CATEGORIES, CRUD, OUTCOMES, SEVERITIES } from "../event-format/index.ts";
import { asksBeyond } from "./contradiction.ts";
import { matchesQuery } from "./match-query.ts";
import { parseQuery } from "./parse-query.ts";

const beyond = (scope: string, query: string) => asksBeyond(parseQuery(scope).node, parseQuery(query).node);

describe("a query asks for nothing but what lies outside the scope", () => {
  test.each([
    ["env:prod", "env:staging"],
    ["env:prod category:access", "actor:u_1 category:authentication"],
    ["-category:authentication", "category:authentication"],
    ["-category:authentication", "category:authentication action:user.login"],
    ["-action:secret.*", "action:secret.read"],
    ["action:secret.*", "action:user.*"],
    ["action:secret.read", "-action:secret.*"],
    ["env:(prod OR staging)", "env:dev"],
    ["ip:203.0.113.0/24", "ip:198.51.100.7"],
    ["seq:1..100", "seq:200..300"],
    ["env:prod", "-env:prod"],
    ["-target:db/prod", "target:db/prod"],
    ["after:2026-11-01", "before:2026-10-01"],
    ["during:2026-11", "during:2026-12-01..2026-12-03"],
    ["before:2026-11-01", "-before:2026-12-01"],
    ["-action:*secret*", "action:secret.*"],
    ["-actor:*CI*", "actor:u-CI-7"],
    ["action:*secret*", "action:user.login"],
  ])("scope %s, query %s", (scope, query) => expect(beyond(scope, query)).toBe(true));

  test.each([
    ["", "env:staging"],
    ["env:prod", ""],
    ["env:prod", "category:authentication"],
    ["env:(prod OR staging)", "env:(staging OR dev)"],
    ["-category:authentication", "category:access"],
    ["action:secret.*", "action:secret.read"],
    ["action:secret.*", "action:s*"],
    ["target:a", "target:b"],
    ["ip:203.0.113.0/24", "ip:203.0.113.7"],
    ["seq:1..100", "seq:50..300"],
    ["env:prod", "(env:staging OR category:access)"],
    ["after:2026-11-01", "before:2026-11-02"],
    ["during:2026-11", "during:2026-11-30..2026-12-03"],
    ["after:24h", "-during:2026-11-01"],
    ["actor:u_1", "actor:Ana"],
    ["-rotate", "rotate secret"],
    ["metadata.region:eu", "metadata.region:us"],
  ])("but not: scope %s, query %s", (scope, query) => expect(beyond(scope, query)).toBe(false));

  test("what it says holds for every event", () => {
    const texts = fc.constantFrom(...ODD_VALUES.texts, "staging");
    const ids = fc.constantFrom(...ODD_VALUES.ids);
    const event = fc.record({
      seq: fc.constantFrom(0, 1, 7, 999),
      event: fc.record(
        {
          id: fc.constantFrom(...ODD_VALUES.eventIds),
          occurred_at: fc.constantFrom(
            "2025-06-01T00:00:00.000Z",
            "2026-10-07T10:00:00.000Z",
            "2026-11-20T00:00:00.000Z",
          ),
          action: texts,
          category: fc.constantFrom(...CATEGORIES),
          crud: fc.constantFrom(...CRUD),
          outcome: fc.constantFrom(...OUTCOMES),
          severity: fc.constantFrom(...SEVERITIES),
          actor: fc.record({ type: fc.constantFrom("user", "key"), id: ids, name: texts }),
          targets: fc.array(fc.record({ type: texts, id: ids }), { minLength: 1, maxLength: 2 }),
          source: fc.record({ ip: fc.constantFrom(...ODD_VALUES.addresses), environment: texts }),
          session_id: ids,
          metadata: fc.record({ a: fc.oneof(texts, fc.integer({ min: -20, max: 20 })) }),
          description: ids,
        },
        { requiredKeys: ["id", "occurred_at", "action", "outcome", "severity", "actor"] },
      ),
    });
    let said = 0;
    fc.assert(
      fc.property(
        anyNode(ODD_VALUES),
        anyNode(ODD_VALUES),
        fc.array(event, { minLength: 30, maxLength: 30 }),
        (scope, query, events) => {
          if (!asksBeyond(scope, query)) return;
          said++;
          for (const { seq, event: one } of events) {
            const record = { seq, event: one as unknown as SealedEvent };
            expect(matchesQuery(scope, record) && matchesQuery(query, record)).toBe(false);
          }
        },
      ),
      { numRuns: 8_000, seed: 20_261_128 },
    );
    expect(said).toBeGreaterThan(40);
  });
});
