import { count } from "./counted.ts";
import type { FileAbout, FileTotals } from "./format.ts";
import { zoneClock } from "./zone-clock.ts";

const READING = [
  "Each of `records` is one event: `event` as its ledger holds it, `seq` its number there, from 0.",
  "`masked` names what was taken out of the event for whoever made this export; without it, the event is whole.",
  "Times in events are UTC. The query and its range are meant in `time_zone`.",
  "`is_cut` is true if there were more rows than this file takes; the last ones in its order are left out.",
  "This file proves nothing by itself: an evidence bundle of the same query does.",
].join(" ");

/** What a file says of its export, as stored JSON: names as in the machine API. */
export const aboutFacts = (about: FileAbout) => ({
  tenant: about.tenant,
  ledger: about.ledger,
  ledger_size: about.ledgerSize,
  query: about.query,
  from: about.from,
  to: about.to,
  order: about.order,
  hides_reads: about.hidesReads,
  time_zone: about.timeZone,
  columns: about.columns,
  masks: about.masks,
  exported_at: about.exportedAt,
  exported_by: about.exportedBy,
  reading: READING,
});

/** The same in words for people, with the totals: label and text; times in the export's zone. */
export function aboutLines(about: FileAbout, totals: FileTotals): [string, string][] {
  const clock = zoneClock(about.timeZone);
  const time = (at: string) => clock.iso(new Date(at).toISOString());
  const bound = (at: string | null, without: string) => (at === null ? without : time(at));
  const lines: [string, string][] = [
    ["Tenant", `${about.tenant.name} (${about.tenant.slug})`],
    ["Ledger", about.ledger],
    ["Events in the ledger", `${count(about.ledgerSize)} when the export was asked for; later ones are not in it`],
    ["Query", about.query === "" ? "all events" : about.query],
    ["From", bound(about.from, "the first event")],
    ["To", bound(about.to, "the last event")],
    ["Order", about.order === "newest" ? "newest first" : "oldest first"],
    ["Reads recorded by Sealtrail", about.hidesReads ? "left out" : "included"],
    ["Time zone", about.timeZone],
    ["Masked", about.masks.length === 0 ? "nothing" : about.masks.join(", ")],
    ["Exported at", time(about.exportedAt)],
    ["Exported by", about.exportedBy],
    ["Rows", count(totals.rows)],
    [
      "Complete",
      totals.isCut
        ? "No: there were more rows; the last ones of the order are left out"
        : "Yes: every row of the query",
    ],
  ];
  return lines.concat(totals.remarks.map((remark) => ["Remark", remark]));
}
