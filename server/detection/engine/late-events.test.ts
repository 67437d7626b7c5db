import { describe, expect, it } from "vitest";
import { type DemoEvent, demoYear, plantedIncidents } from "#server/demo/index.ts";
import { DetectionRun, type Given, OFFICE_HOURS } from "../../../tests/detection-run.ts";
import { randomOf } from "../../../tests/random.ts";
import { makeTenantTime } from "./tenant-time.ts";

const HOUR = 3_600_000;
const OPTIONS = { tenant: "globex", seed: 7, until: new Date("2026-11-20T20:42:53.309Z") } as const;
const events = [...demoYear(OPTIONS)];
const incidents = plantedIncidents(OPTIONS);
const incidentOf = new Map(incidents.flatMap(({ id, requestIds }) => requestIds.map((request) => [request, id])));

/** The year, in which `share` of the events come up to 23 hours late, in the order in which they come. */
function delayed(share: number): (DemoEvent & { receivedMs: number })[] {
  const random = randomOf(20_261_128);
  return events
    .map((each) => ({
      ...each,
      receivedMs: Date.parse(each.event.occurred_at) + (random() < share ? Math.floor(random() * 23 * HOUR) : 0),
    }))
    .sort((a, b) => a.receivedMs - b.receivedMs);
}

function detect(share: number) {
  const run = new DetectionRun({ time: makeTenantTime("Europe/London", OFFICE_HOURS, []) });
  const order = delayed(share);
  for (const { event, receivedMs } of order)
    run.add({ ...event, at: event.occurred_at, received: receivedMs } as Given);
  const found = new Set<string>();
  for (const { finding } of run.outcomes)
    for (const seq of finding.seqs) {
      const incident = incidentOf.get(order[seq]!.event.request_id ?? "");
      if (incident !== undefined && finding.source !== "silence") found.add(`${finding.source} ${incident}`);
    }
  return { run, found };
}

describe("events that come up to a day late", () => {
  const inOrder = detect(0);

  it("are found out by the same detectors, and what they complete says that it is late", () => {
    const mixed = detect(1);
    expect([...mixed.found].sort()).toEqual([...inOrder.found].sort());
    const own = mixed.run.raised.filter(({ source }) => source !== "silence");
    expect(own.filter(({ isLate }) => isLate).length).toBeGreaterThan(own.length / 2);
    expect(inOrder.run.raised.some(({ isLate }) => isLate)).toBe(false);
  }, 60_000);

  it("change nothing of alerts that rest on others", () => {
    const some = detect(0.02);
    const named = ({ run }: typeof some) =>
      run.raised
        .filter(({ source, isLate }) => source !== "silence" && !isLate)
        .map(({ source, entity, severity }) => `${source} ${entity.id} ${severity}`);
    const there = named(inOrder);
    for (const alert of named(some)) expect(there).toContain(alert);
    expect([...some.found].sort()).toEqual([...inOrder.found].sort());
  }, 60_000);
});
