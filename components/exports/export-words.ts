import type { EventsAddress } from "../events/address.ts";
import { writeAddress } from "../events/address.ts";
import { type ColumnId, columnLabel, isColumn } from "../events/columns.ts";
import { spanInFull } from "../events/histogram-time.ts";
import { absoluteTime, isZone, span, type Zone } from "../events/times.ts";
import { count, plural } from "../ui/numbers.ts";
import type { Export, ExportFormat, ExportPreview, ExportSchedule, Selection } from "./export-api.ts";
import { formatName } from "./format-choices.ts";

/** "1,932 events", or "at least 12,345 events". */
export const eventsText = (rows: number, isLowerBound: boolean): string =>
  `${isLowerBound ? "at least " : ""}${plural(rows, "event")}`;

/** "412 B", "12.4 kB", "1.02 GB": powers of 1,000, three digits. */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

export const shortHash = (hash: string): string => `${hash.slice(0, 8)}…${hash.slice(-4)}`;

/** The times between which the events lie, with the zone. */
export function rangeText({ from, to }: { from?: string | null; to?: string | null }, timeZone: string): string {
  if (from && to) return spanInFull(Date.parse(from), Date.parse(to), timeZone);
  if (from) return `since ${seconds(from, timeZone)}`;
  return to ? `until ${seconds(to, timeZone)}` : "all time";
}

/** "20 Nov 2026, 21:42:53 CET" */
export const seconds = (iso: string, timeZone: string): string => absoluteTime(iso, timeZone).replace(/\.\d{3}/, "");

export const columnsText = (columns: readonly string[]): string =>
  columns.map((id) => (isColumn(id) ? columnLabel(id as ColumnId) : id)).join(", ");

export type Ceiling = { kind: "cut" | "refused" | "perhaps"; text: string };

/** What a format does not take of so many rows, said before it is made; undefined where it takes all. */
export function ceilingOf(
  format: ExportFormat,
  { rows, isLowerBound, formats }: Pick<ExportPreview, "rows" | "isLowerBound" | "formats">,
  order: Selection["order"],
): Ceiling | undefined {
  const rowsMax = formats.find((one) => one.format === format)?.rowsMax ?? null;
  if (rowsMax === null || (rows <= rowsMax && !isLowerBound)) return undefined;
  const max = count(rowsMax);
  const all = `${isLowerBound ? "at least " : ""}${count(rows)}`;
  const name = formatName(format);
  if (format === "evidence")
    return rows > rowsMax
      ? {
          kind: "refused",
          text: `An evidence bundle takes ${max} events, and these are ${all}. Choose a shorter range or a narrower query, or make one bundle a month.`,
        }
      : {
          kind: "perhaps",
          text: `An evidence bundle takes ${max} events. These are ${all}: if they are more than it takes, the export fails and says so.`,
        };
  const first = order === "newest" ? "newest" : "oldest";
  return rows > rowsMax
    ? {
        kind: "cut",
        text: `${name} takes ${max} rows: the ${first} ${max} of ${all} will be in the file. Choose CSV for all of them.`,
      }
    : {
        kind: "perhaps",
        text: `${name} takes ${max} rows. If there are more, the ${first} ${max} will be in the file.`,
      };
}

/** "48,000 of 120,000 rows", with what is not known left out. */
export function progressText({ rowsDone, rowsExpected, isLowerBound }: Export): string {
  if (rowsExpected === null) return plural(rowsDone, "row");
  return `${count(rowsDone)} of ${isLowerBound ? "at least " : ""}${plural(rowsExpected, "row")}`;
}

/** How much of it is done, 0 to 1; undefined where that cannot be told. */
export function shareDone({ rowsDone, rowsExpected, isLowerBound }: Export): number | undefined {
  if (rowsExpected === null || rowsExpected === 0 || (isLowerBound && rowsDone > rowsExpected)) return undefined;
  return Math.min(1, rowsDone / rowsExpected);
}

/** "24,000 rows/s · 3 s left"; empty while nothing is known. */
export function paceText(of: Export, rowsPerSecond: number | undefined): string {
  if (!rowsPerSecond) return "";
  const pace = `${count(rowsPerSecond >= 100 ? Math.round(rowsPerSecond / 10) * 10 : Math.round(rowsPerSecond))} rows/s`;
  const left = (of.rowsExpected ?? 0) - of.rowsDone;
  if (of.rowsExpected === null || of.isLowerBound || left <= 0) return pace;
  return `${pace} · ${span(Math.max(1, Math.ceil(left / rowsPerSecond)))} left`;
}

/** A finished export whose time is up has no file, whether its page has heard of it or not. */
export const stateAt = ({ state, expiresAt }: Export, nowMs: number): Export["state"] =>
  state === "done" && expiresAt !== null && Date.parse(expiresAt) <= nowMs ? "expired" : state;

/** The address of the Events page that lists what the export was asked of. */
export function eventsHref(tenant: string, of: Export): string {
  const { query, from, to, order, timeZone, columns, createdAt } = of;
  const zone: Zone = isZone(timeZone) ? timeZone : "utc";
  const cols = columns.filter(isColumn);
  const address: EventsAddress = {
    q: query,
    range: "all",
    ...(from ? { from } : {}),
    to: to ?? createdAt,
    order,
    zone,
    ...(cols.length > 0 ? { cols } : {}),
  };
  return `/t/${encodeURIComponent(tenant)}/events${writeAddress(address)}`;
}

/** The trail of an export: who asked for it, who downloaded it. */
export const trailHref = (tenant: string, { id, createdAt }: Export): string =>
  `/t/${encodeURIComponent(tenant)}/events${writeAddress({
    q: `origin:sealtrail target.id:${id}`,
    range: "all",
    from: new Date(Date.parse(createdAt) - 60_000).toISOString(),
    order: "newest",
    zone: "tenant",
  })}`;

const two = (hour: number) => `${String(hour).padStart(2, "0")}:00`;

/** "Every Monday at 06:00" */
export function periodText({ period, hour }: Pick<ExportSchedule, "period" | "hour">): string {
  const days = { daily: "Every day", weekly: "Every Monday", monthly: "On the 1st of every month" };
  return `${days[period]} at ${two(hour)}`;
}

/** What is exported each time. */
export const PERIOD_OF = {
  daily: "the whole day before",
  weekly: "the whole week before (Monday to Sunday)",
  monthly: "the whole month before",
} as const;

export const hourText = two;
