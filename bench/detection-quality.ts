import { DETECTORS, type DetectorName } from "#server/findings/index.ts";
import { detectYear, type YearFound } from "./detection-year.ts";
import { atMost, figure, type ResultRow, ratioAtLeast } from "./results.ts";
import { say } from "./stand.ts";

/** Demo years that no threshold was chosen on (those were seeds 7 and 20261120): other seeds, and other days of the week at their ends. */
const YEARS = [
  { seed: 11, until: new Date("2026-11-20T20:42:53.309Z") },
  { seed: 42, until: new Date("2026-12-14T09:15:00.000Z") },
  { seed: 1_234, until: new Date("2027-02-07T03:10:00.000Z") },
];
const TENANTS = ["acme", "globex"] as const;

/**
 * What the detectors find of what was planted in demo years, and what else they raise. An alert is true if it rests on a planted event, or is
 * about a planted silence; precision is the share of true ones, recall the share of incidents that name the detector.
 */
export async function measureDetectionQuality(): Promise<{ rows: ResultRow[]; postgres: string }> {
  const found: YearFound[] = [];
  let perDayMax = 0;
  let falseAlerts = 0;
  let days = 0;
  for (const { seed, until } of YEARS) {
    for (const tenant of TENANTS) {
      const year = detectYear({ tenant, seed, until });
      const wrong = year.raised.filter(({ incident }) => incident === undefined).length;
      const missed = year.incidents.filter(({ id }) => !year.foundBy.has(id)).map(({ id }) => id);
      say(
        `${tenant}, seed ${seed}, until ${until.toISOString().slice(0, 10)}: ${year.events.toLocaleString("en")} events, ${year.raised.length} alerts, ${wrong} of them false, ${year.incidents.length - missed.length} of ${year.incidents.length} incidents found${missed.length > 0 ? `, not ${missed.join(", ")}` : ""}`,
      );
      perDayMax = Math.max(perDayMax, wrong / year.days);
      falseAlerts += wrong;
      days += year.days;
      found.push(year);
    }
  }
  const incidents = found.flatMap((year) =>
    year.incidents.map((incident) => ({ incident, by: year.foundBy.get(incident.id) })),
  );
  const onSeeds = `over both demo years of seeds ${YEARS.map(({ seed }) => seed).join(", ")}`;
  const foundFirst = incidents.filter(({ incident, by }) => by?.has(incident.detectors[0]!)).length;
  const rows = [
    figure(
      `planted incidents found by at least one detector, ${onSeeds}`,
      incidents.filter(({ by }) => by !== undefined).length,
      "incidents",
      ratioAtLeast(1),
      incidents.length,
    ),
    figure(
      "planted incidents found by the detector that is named first",
      foundFirst,
      "incidents",
      undefined,
      incidents.length,
    ),
    figure("false alerts a tenant and day, mean", falseAlerts / days, "alerts", atMost(1)),
    figure("false alerts a day of the tenant and year with the most", perDayMax, "alerts", atMost(1)),
    ...["critical", "high", "medium", "low"].map((severity) =>
      precisionRow(found, `severity ${severity}`, (one) => one.severity === severity),
    ),
    ...DETECTORS.flatMap((name) => [
      precisionRow(found, name, ({ finding }) => finding.source === name),
      recallRow(incidents, name),
    ]),
  ];
  return { rows, postgres: "none" };
}

function precisionRow(
  found: readonly YearFound[],
  what: string,
  isOf: (one: YearFound["raised"][number]) => boolean,
): ResultRow {
  const alerts = found.flatMap(({ raised }) => raised.filter(isOf));
  const right = alerts.filter(({ incident }) => incident !== undefined).length;
  return figure(
    `${what}: alerts that are about something planted, of all (precision)`,
    right,
    "alerts",
    undefined,
    alerts.length,
  );
}

function recallRow(
  incidents: readonly { incident: YearFound["incidents"][number]; by: Set<DetectorName> | undefined }[],
  name: DetectorName,
): ResultRow {
  const named = incidents.filter(({ incident }) => incident.detectors.includes(name));
  const right = named.filter(({ by }) => by?.has(name)).length;
  return figure(
    `${name}: incidents found, of those that name it (recall)`,
    right,
    "incidents",
    undefined,
    named.length,
  );
}
