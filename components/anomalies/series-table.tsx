import Link from "next/link";
import type { Series } from "#server/anomalies/index.ts";
import { type Unit, valueText } from "../charts/axis.ts";
import { endOf, startOf } from "../charts/band-points.ts";
import { ChartTable } from "../charts/chart-table.tsx";
import { linkHref } from "../charts/event-link.ts";
import { spanInFull } from "../events/histogram-time.ts";
import { count } from "../ui/numbers.ts";
import { bucketText, placeText } from "./subject-words.ts";

interface Props {
  tenant: string;
  label: string;
  series: Series;
  unit: Unit;
  timeZone: string;
}

/** The points of a series, newest first. */
export function SeriesTable({ tenant, label, series, unit, timeZone }: Props) {
  const isShare = unit === "percent";
  return (
    <ChartTable
      label={`${label} as a table`}
      caption={bucketText(series)}
      columns={["Time", ...(isShare ? ["Share", "Denied", "Events"] : ["Events", "Denied"]), "Usual", "Place"]}
      rows={series.points.toReversed().map((point) => {
        const { at, value, events, denied, expected, link } = point;
        const made = (text: string) => (
          <Link href={linkHref(tenant, link)} prefetch={false}>
            {text}
          </Link>
        );
        return {
          key: at,
          cells: [
            spanInFull(startOf(point), endOf(point), timeZone),
            ...(isShare
              ? [valueText(value, unit), made(count(denied)), count(events)]
              : [made(count(events)), count(denied)]),
            expected ? `${valueText(expected.low, unit)} to ${valueText(expected.high, unit)}` : "not yet",
            placeText(point),
          ],
        };
      })}
    />
  );
}
