import type { SubjectKind } from "#server/anomalies/index.ts";
import { RANGES as EVENT_RANGES } from "../events/address.ts";
import { isZone, type Zone } from "../events/times.ts";

export type RangeName = "24h" | "7d" | "30d" | "90d" | "1y";
export const RANGE_NAMES: readonly RangeName[] = ["24h", "7d", "30d", "90d", "1y"];
export const rangeLabel = (name: RangeName): string => EVENT_RANGES[name].label;
const DEFAULT_RANGE: RangeName = "7d";
/** The most that the server counts at once, and the least that a chart shows. */
export const DAYS_MAX = 400;
export const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;

/** What the chart is of; of `denied_share` the id is an actor's, or absent for everybody. */
export interface Subject {
  kind: SubjectKind;
  id?: string;
}

/** What the address of the Anomalies page says. With `from` or `to` the named range does not count. */
export interface AnomaliesAddress {
  subject: Subject;
  range: RangeName;
  from?: string;
  to?: string;
  /** `local` is never written: it is another zone on another machine. */
  zone: Zone;
  /** Only alerts of this detector are marked. */
  detector?: string;
  /** Whose hours are shown, where the subject is no actor. */
  hours?: string;
}

type Get = (name: string) => string | null | undefined;
export type AnomaliesChange = { [Name in keyof AnomaliesAddress]?: AnomaliesAddress[Name] | undefined };

const SUBJECT = /^(actor|action|origin|country|category|denied_share):(.+)$/s;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** "actor:u_1"; "tenant" for everything. */
export const subjectKey = ({ kind, id }: Subject): string => (id === undefined ? kind : `${kind}:${id}`);

/** What means nothing is everything. */
export function readSubject(text: string): Subject {
  if (text === "denied_share") return { kind: "denied_share" };
  const [, kind, id] = SUBJECT.exec(text) ?? [];
  return kind && id ? { kind: kind as SubjectKind, id: id.slice(0, 1_000) } : { kind: "tenant" };
}

/** What means nothing is left out, a range that is none among it. */
export function readAnomaliesAddress(get: Get): AnomaliesAddress {
  const instant = (name: string) => {
    const text = get(name) ?? "";
    return INSTANT.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;
  };
  const zone = get("zone") ?? "";
  const [from, to] = [instant("from"), instant("to")];
  const isRange = from !== undefined && (to === undefined || from < to);
  return withAnomaliesChange(
    {
      subject: readSubject(get("subject") ?? ""),
      range: RANGE_NAMES.find((name) => name === get("range")) ?? DEFAULT_RANGE,
      zone: isZone(zone) && zone !== "local" ? zone : "tenant",
    },
    {
      ...(isRange ? { from, to } : {}),
      detector: get("detector") || undefined,
      hours: get("hours")?.slice(0, 1_000) || undefined,
    },
  );
}

/** The address with the change; what the change has as undefined is gone. */
export function withAnomaliesChange(address: AnomaliesAddress, change: AnomaliesChange): AnomaliesAddress {
  return Object.fromEntries(
    Object.entries({ ...address, ...change }).filter(([, value]) => value !== undefined),
  ) as unknown as AnomaliesAddress;
}

/** `?...` of an address, without what goes without saying; empty for the plain page. */
export function writeAnomaliesAddress(address: AnomaliesAddress): string {
  const { subject, range, from, to, zone, detector, hours } = address;
  const parameters = new URLSearchParams();
  if (subject.kind !== "tenant") parameters.set("subject", subjectKey(subject));
  if (from) parameters.set("from", from);
  if (from && to) parameters.set("to", to);
  if (!from && range !== DEFAULT_RANGE) parameters.set("range", range);
  if (zone !== "tenant") parameters.set("zone", zone);
  if (detector) parameters.set("detector", detector);
  if (hours) parameters.set("hours", hours);
  const text = parameters.toString();
  return text && `?${text}`;
}

/** The page about a subject. */
export const anomaliesHref = (tenant: string, change: AnomaliesChange): string =>
  `/t/${tenant}/anomalies${writeAnomaliesAddress(
    withAnomaliesChange({ subject: { kind: "tenant" }, range: DEFAULT_RANGE, zone: "tenant" }, change),
  )}`;

/** Whether the address asks for more days than are shown from the beginning of what is. */
export const isCutShort = ({ from }: AnomaliesAddress, covered: { from: string }): boolean =>
  from !== undefined && Date.parse(covered.from) - Date.parse(from) > QUARTER_MS;

/** The instants between which the address lies, seen at `nowMs`: at most 400 days, and none beyond the present. */
export function rangeOf({ range, from, to }: AnomaliesAddress, nowMs: number): { from: Date; to: Date } {
  const hours = EVENT_RANGES[range].hours ?? 168;
  if (from === undefined) return { from: new Date(nowMs - hours * 3_600_000), to: new Date(nowMs) };
  const endMs = Math.min(to === undefined ? nowMs : Date.parse(to), nowMs);
  const beginMs = Math.max(Date.parse(from), endMs - DAYS_MAX * DAY_MS);
  // A range in the future shows the last quarter of an hour.
  return { from: new Date(Math.min(beginMs, endMs - QUARTER_MS)), to: new Date(endMs) };
}
