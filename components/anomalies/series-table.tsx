import type { Series } from "#server/anomalies/index.ts";
import { type Unit, valueText } from "../charts/axis.ts";
import { endOf, startOf } from "../charts/band-points.ts";
import { ChartTable } from "../charts/chart-table.tsx";
import { NumberLink } from "../charts/number-link.tsx";
import { spanInFull } from "../events/histogram-time.ts";
import { count } from "../ui/numbers.ts";
import { useLinkZone } from "./link-zone.ts";
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
  const zone = useLinkZone();
  const isShare = unit === "percent";
  return (
    <ChartTable
      label={`${label} as a table`}
      caption={bucketText(series)}
      columns={["Time", ...(isShare ? ["Share", "Denied", "Events"] : ["Events", "Denied"]), "Usual", "Against usual"]}
      rows={series.points.toReversed().map((point) => {
        const { at, value, events, denied, expected, link } = point;
        const made = (text: string) => (
          <NumberLink tenant={tenant} link={link} zone={zone}>
            {text}
          </NumberLink>
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
