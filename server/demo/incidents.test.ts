import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { EventInput, LocationInput } from "#server/event-format/index.ts";
import { DAY, HOUR, localMinute, MINUTE } from "./calendar.ts";
import type { DetectorName, PlantedIncident } from "./incident.ts";
import { demoYear, plantedIncidents } from "./index.ts";

const UNTIL = new Date("2026-11-20T20:42:53.309Z");
const FASTEST_KMH = 900;
const FARTHEST_LOCAL_KM = 300;
const DETECTORS: DetectorName[] = [
  "new_for_actor",
  "new_for_tenant",
  "impossible_travel",
  "burst",
  "denied_spike",
  "spray_then_success",
  "out_of_hours",
  "privilege_escalation",
  "key_or_session_misuse",
  "tampering_or_mass_destruction",
  "silence",
];

interface Line {
  at: number;
  event: EventInput;
  incident?: string;
}

function distanceKm(from: LocationInput, to: LocationInput): number {
  const rad = Math.PI / 180;
  const across = Math.sin(((to.lat! - from.lat!) * rad) / 2) ** 2;
  const along = Math.sin(((to.lon! - from.lon!) * rad) / 2) ** 2;
  return 12_742 * Math.asin(Math.sqrt(across + Math.cos(from.lat! * rad) * Math.cos(to.lat! * rad) * along));
}

function read(tenant: "acme" | "globex") {
  const options = { tenant, seed: 7, until: UNTIL };
  const incidents = plantedIncidents(options);
  const owner = new Map(incidents.flatMap(({ id, requestIds }) => requestIds.map((request) => [request, id] as const)));
  const lines: Line[] = [];
  for (const { event } of demoYear(options)) {
    lines.push({ at: Date.parse(event.occurred_at), event, incident: owner.get(event.request_id!) });
  }
  return { tenant, incidents, lines };
}

const years = [read("acme"), read("globex")];
const [acme, globex] = years as [(typeof years)[0], (typeof years)[0]];

function linesOf(incident: string): Line[] {
  return years.flatMap((year) => year.lines.filter((line) => line.incident === incident));
}

/** Longest run of one key within a sliding window, and the incident of the line that completes it. */
function crowds(lines: Line[], windowMs: number, key: (line: Line) => string | undefined, floor: number): Set<string> {
  const recent = new Map<string, number[]>();
  const found = new Set<string>();
  for (const line of lines) {
    const name = key(line);
    if (name === undefined) continue;
    const times = [...(recent.get(name) ?? []), line.at].filter((at) => at > line.at - windowMs);
    recent.set(name, times);
    if (times.length >= floor) found.add(line.incident ?? `unplanted ${name} ${line.event.occurred_at}`);
  }
  return found;
}

describe("plantedIncidents", () => {
  const all: PlantedIncident[] = years.flatMap((year) => year.incidents);

  it("has enough of them, over the whole year and in the last days", () => {
    expect(acme.incidents.length).toBeGreaterThanOrEqual(12);
    expect(globex.incidents.length).toBeGreaterThanOrEqual(3);
    const ages = acme.incidents.map(({ from }) => (UNTIL.getTime() - from.getTime()) / DAY);
    expect(ages.filter((age) => age <= 30).length).toBeGreaterThanOrEqual(5);
    expect(Math.max(...ages)).toBeGreaterThan(240);
  });

  it("gives every detector something to find", () => {
    const surest = new Set(all.map(({ detectors }) => detectors[0]));
    const named = new Set(all.flatMap(({ detectors }) => detectors));
    expect(DETECTORS.filter((name) => !named.has(name))).toEqual([]);
    expect(surest.size).toBeGreaterThanOrEqual(10);
  });

  it("is in the stream, event by event, within the time it states", () => {
    for (const { id, requestIds, from, to, actors } of all) {
      const lines = linesOf(id);
      expect(
        lines.map(({ event }) => event.request_id),
        id,
      ).toEqual(requestIds);
      for (const { at, event } of lines) {
        expect(at >= from.getTime() && at <= to.getTime(), id).toBe(true);
        if (event.actor.id) expect(actors).toContain(event.actor.id);
      }
    }
  });

  it("is all in the documentation, and nothing else is", () => {
    const page = readFileSync(new URL("../../docs/demo-data.md", import.meta.url), "utf8");
    const described = [...page.matchAll(/^\| `((?:acme|globex)-[a-z-]+)` +\|/gm)].map((match) => match[1]);
    expect(described.sort()).toEqual(all.map(({ id }) => id).sort());
    for (const { id, detectors } of all) {
      const row = page.split("\n").find((line) => line.startsWith(`| \`${id}\``))!;
      for (const detector of detectors) expect(row, id).toContain(`\`${detector}\``);
    }
  });
});

describe("what the incidents look like", () => {
  it("keeps silent origins silent, which speak all the time otherwise", () => {
    for (const { incidents, lines } of years) {
      for (const { silentOrigin, from, to } of incidents.filter((each) => each.silentOrigin)) {
        const spoke = lines.filter(({ event }) => event.origin?.system === silentOrigin).map(({ at }) => at);
        const before = spoke.filter((at) => at < from.getTime() && at > from.getTime() - 7 * DAY);
        const gaps = before.slice(1).map((at, i) => at - before[i]!);
        expect(spoke.filter((at) => at >= from.getTime() && at <= to.getTime())).toEqual([]);
        expect(Math.max(...gaps) * 1.5).toBeLessThan(to.getTime() - from.getTime());
      }
    }
  });

  it("has nobody move faster than a plane but the planted", () => {
    for (const { lines } of years) {
      const last = new Map<string, Line>();
      const fast = new Set<string>();
      for (const line of lines) {
        const { actor, outcome, source } = line.event;
        if (actor.type !== "user" || outcome !== "success" || !source?.location) continue;
        const before = last.get(actor.id!);
        last.set(actor.id!, line);
        if (!before) continue;
        const km = distanceKm(before.event.source!.location!, source.location);
        const hours = Math.max(line.at - before.at, 1) / HOUR;
        if (km > FARTHEST_LOCAL_KM && km / hours > FASTEST_KMH)
          fast.add(line.incident ?? `${actor.name} ${line.event.occurred_at}`);
      }
      const expected =
        lines === acme.lines ? ["acme-impossible-travel", "acme-password-spray"] : ["globex-impossible-travel"];
      expect([...fast].sort()).toEqual(expected);
    }
  });

  it("has no burst and no denied spike but the planted", () => {
    const byAction = ({ event }: Line) => `${event.actor.id} ${event.action}`;
    const denied = ({ event }: Line) => (event.outcome === "denied" ? event.actor.id : undefined);
    expect([...crowds(acme.lines, 5 * MINUTE, byAction, 20)].sort()).toEqual([
      "acme-agent-burst",
      "acme-farewell-deletion",
      "acme-farewell-export",
    ]);
    expect([...crowds(globex.lines, 5 * MINUTE, byAction, 20)]).toEqual(["globex-runaway-algo"]);
    expect([...crowds(acme.lines, 15 * MINUTE, denied, 10)]).toEqual(["acme-denied-spike"]);
    expect(new Set(linesOf("acme-denied-spike").map(({ event }) => event.action)).size).toBeGreaterThanOrEqual(5);
  });

  it("shares a session between two networks in the planted case only", () => {
    for (const { lines } of years) {
      const first = new Map<string, string>();
      const shared = new Set<string>();
      for (const { event, incident } of lines) {
        if (!event.session_id || event.actor.type === "key") continue;
        const where = `${event.source?.ip} ${event.source?.user_agent}`;
        if ((first.get(event.session_id) ?? where) !== where) shared.add(incident ?? event.session_id);
        first.set(event.session_id, where);
      }
      expect([...shared]).toEqual(lines === acme.lines ? ["acme-shared-session"] : []);
    }
  });

  it("lets one address fail many people before it gets in", () => {
    for (const id of ["acme-password-spray", "globex-password-spray"]) {
      const lines = linesOf(id);
      const failed = lines.filter(({ event }) => event.outcome === "failure");
      expect(new Set(lines.map(({ event }) => event.source?.ip)).size).toBe(1);
      expect(new Set(failed.map(({ event }) => event.actor.id)).size).toBeGreaterThanOrEqual(15);
      const inside = lines.find(({ event }) => event.outcome === "success")!;
      expect(failed.some(({ event, at }) => event.actor.id === inside.event.actor.id && at < inside.at)).toBe(true);
    }
  });

  it("wakes a key that had slept for more than ninety days", () => {
    const [first] = linesOf("acme-dormant-key");
    const before = acme.lines.filter(({ at, event }) => event.actor.id === first!.event.actor.id && at < first!.at);
    expect(before.length).toBeGreaterThan(100);
    expect(first!.at - before.at(-1)!.at).toBeGreaterThan(90 * DAY);
  });

  it("sees countries and actions of the incidents for the first time", () => {
    const earlierThan = (id: string) => {
      const [first] = linesOf(id);
      return (id.startsWith("acme") ? acme : globex).lines.filter(({ at }) => at < first!.at).map(({ event }) => event);
    };
    expect(earlierThan("acme-first-in-iceland").some((event) => event.source?.location?.country === "IS")).toBe(false);
    expect(earlierThan("globex-impossible-travel").some((event) => event.source?.location?.country === "SG")).toBe(
      false,
    );
    expect(earlierThan("acme-root-token").some((event) => event.action === "vault.generate_root_token")).toBe(false);
    expect(earlierThan("acme-audit-off").some((event) => event.action.startsWith("audit_stream."))).toBe(false);
  });

  it("exports at an hour at which that person never works", () => {
    for (const [id, zone] of [
      ["acme-night-export", "Europe/Berlin"],
      ["globex-night-export", "Europe/London"],
    ] as const) {
      const [first] = linesOf(id);
      const { lines } = id.startsWith("acme") ? acme : globex;
      const usual = lines.filter(({ event, incident }) => event.actor.id === first!.event.actor.id && !incident);
      expect(usual.length).toBeGreaterThan(200);
      expect(localMinute(zone, first!.at)).toBeLessThan(4 * 60);
      expect(usual.filter(({ at }) => localMinute(zone, at) < 5 * 60)).toEqual([]);
    }
  });

  it("grants to oneself or to a newcomer, by somebody who never granted before", () => {
    for (const id of ["acme-self-grant", "acme-newcomer-admin", "globex-own-limit"]) {
      const grant = linesOf(id).find(({ event }) => event.action === "role.grant")!;
      const { lines } = id.startsWith("acme") ? acme : globex;
      const earlier = lines.filter(
        ({ at, event }) => at < grant.at && event.action === "role.grant" && event.actor.id === grant.event.actor.id,
      );
      expect(earlier, id).toEqual([]);
      const receiver = grant.event.targets![0]!.id;
      const known = lines.filter(({ at, event }) => event.actor.id === receiver && at < grant.at - 7 * DAY);
      if (receiver !== grant.event.actor.id) expect(known).toEqual([]);
    }
  });
});
