import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EventInput, parseEvent } from "#server/event-format/index.ts";
import { mapRecord, type SystemName } from "#server/sources/index.ts";
import { DetectionRun, type Given, sealed } from "../../../tests/detection-run.ts";
import { anyEvent } from "../../../tests/event-samples.ts";

const START = Date.parse("2026-03-02T08:00:00.000Z");
const DAY = 86_400_000;

/** Events that have something for every detector, at any time around now. */
const anyGiven = fc
  .tuple(
    anyEvent,
    fc.record({
      action: fc.option(
        fc.constantFrom(
          "user.sign_in",
          "role.grant",
          "repository.delete",
          "data.export",
          "audit_stream.disable",
          "__proto__",
          "constructor",
          "toString",
        ),
        { nil: undefined },
      ),
      minutes: fc.integer({ min: -3 * 1_440, max: 40 * 1_440 }),
      laterMinutes: fc.oneof(fc.constant(0), fc.integer({ min: -1_440, max: 3 * 1_440 })),
      lat: fc.option(fc.double({ min: -90, max: 90, noNaN: true }), { nil: undefined }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
      isTrail: fc.boolean(),
    }),
  )
  .map(([event, { action, minutes, laterMinutes, lat, lon, isTrail }]) => {
    const { location } = event.source ?? {};
    const source =
      location && lat !== undefined ? { ...event.source, location: { ...location, lat, lon } } : event.source;
    const at = START + minutes * 60_000;
    return {
      ...event,
      ...(action === undefined ? {} : { action }),
      ...(source === undefined ? {} : { source }),
      ...(isTrail ? { origin: { system: "sealtrail" } } : {}),
      at,
      received: at + laterMinutes * 60_000,
    } as Given;
  });

describe("any events at all", () => {
  it("make no detector fail, and findings that keep their form", () => {
    fc.assert(
      fc.property(fc.array(anyGiven, { minLength: 1, maxLength: 80 }), (events) => {
        const run = new DetectionRun();
        run.add(...events);
        run.tick(START + 60 * DAY);
        for (const { finding, alertKey } of run.outcomes) {
          expect(finding.confidence).toBeGreaterThanOrEqual(0.3);
          expect(finding.confidence).toBeLessThanOrEqual(1);
          expect(finding.seqs).toEqual([...new Set(finding.seqs)].sort((a, b) => a - b));
          expect(finding.seqs.length).toBeLessThanOrEqual(100);
          expect(finding.seqs.every((seq) => seq >= 0 && seq < events.length)).toBe(true);
          expect(finding.title).not.toMatch(/undefined|NaN|\.$/);
          expect(finding.explanation.window.toMs).toBeGreaterThanOrEqual(finding.explanation.window.fromMs);
          expect(JSON.stringify(finding)).not.toMatch(/NaN|undefined|Infinity|null/);
          expect(alertKey).not.toBe("");
        }
      }),
      { numRuns: 150 },
    );
  });

  it("come to the same whether the state is in memory or was written down and read again after any of them", () => {
    fc.assert(
      fc.property(
        fc.array(anyGiven, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 7 }),
        (events, reloadEvery) => {
          const [kept, reloaded] = [new DetectionRun(), new DetectionRun({ reloadEvery })];
          kept.add(...events);
          reloaded.add(...events);
          expect(reloaded.outcomes).toEqual(kept.outcomes);
          expect(reloaded.sizes).toEqual(kept.sizes);
        },
      ),
      { numRuns: 80 },
    );
  });
});

const CORPUS = resolve(process.cwd(), "../shared/corpus");
const FOLDERS: readonly (readonly [SystemName, string])[] = [
  ["cloudtrail", "aws_cloudtrail"],
  ["kubernetes", "kubernetes_audit"],
];
const NOW = new Date("2026-11-20T12:00:00.000Z");

describe.skipIf(!existsSync(CORPUS))("real records of other systems", () => {
  const events = FOLDERS.flatMap(([system, folder]) =>
    readdirSync(`${CORPUS}/${folder}`)
      .filter((name) => name.endsWith(".events.ndjson"))
      .flatMap((name) => readFileSync(`${CORPUS}/${folder}/${name}`, "utf8").trimEnd().split("\n"))
      .map((line) => mapRecord(system, line, NOW).event),
  );

  it("make no detector fail, and what ends a record there is found", () => {
    const run = new DetectionRun();
    for (const event of events) {
      const parsed = parseEvent(event as EventInput, { tenantId: "00000000-0000-7000-8000-000000000001", now: NOW });
      run.addSealed(
        sealed({
          ...(parsed.event as unknown as Given),
          at: event.occurred_at,
          received: event.occurred_at,
          actor: event.actor,
        }),
      );
    }
    const found = run.outcomes.filter(({ finding }) => finding.source === "tampering_or_mass_destruction");
    const whole = new DetectionRun({ detectors: ["tampering_or_mass_destruction"] });
    for (const event of events) whole.add({ ...event, at: NOW.getTime(), actor: event.actor } as Given);
    const titles = whole.outcomes.map(({ finding }) => finding.title).join("\n");
    for (const action of [
      "cloudtrail.StopLogging",
      "cloudtrail.DeleteTrail",
      "logs.DeleteLogGroup",
      "config.DeleteDeliveryChannel",
    ])
      expect(titles).toContain(action);
    expect(found.length).toBeLessThan(events.length / 20);
  });
});
