"use client";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import type { SecretDetail } from "#server/secrets/index.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { ChartTable } from "../charts/chart-table.tsx";
import { linkHref } from "../charts/event-link.ts";
import { NumberLink } from "../charts/number-link.tsx";
import type { HistogramData } from "../events/explore-data.ts";
import { MiniHistogram } from "../events/histogram.tsx";
import { count, plural } from "../ui/numbers.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: Pick<SecretDetail, "readsByDay" | "readsLink" | "isReadsLowerBound" | "timeZone">;
}

const HEIGHT = 110;

/** Reads a day; a bar, or what is brushed, leads to its reads. */
export function ReadsCard({ tenant, of: { readsByDay, readsLink, isReadsLowerBound, timeZone } }: Props) {
  const router = useRouter();
  const data = useMemo(() => readsData(readsByDay), [readsByDay]);
  const sum = readsByDay.reduce((all, { reads }) => all + reads, 0);
  const days = readsByDay.filter(({ reads }) => reads > 0).reverse();
  return (
    <ChartCard
      title="Reads a day"
      note={`${isReadsLowerBound ? "at least " : ""}${plural(sum, "read")} in ${plural(readsByDay.length, "day")}`}
      table={() => (
        <ChartTable
          label="Reads a day as a table"
          columns={["Day", "Reads"]}
          rows={days.map(({ date, reads, link }) => ({
            key: date,
            cells: [
              date,
              <NumberLink key={date} tenant={tenant.slug} link={link}>
                {count(reads)}
              </NumberLink>,
            ],
          }))}
          empty="No reads in these days."
        />
      )}
    >
      <MiniHistogram
        label="Reads a day"
        unit="read"
        data={data}
        timeZone={timeZone}
        height={HEIGHT}
        onRange={({ from, to }) => readsLink && router.push(linkHref(tenant.slug, { ...readsLink, from, to }))}
      />
    </ChartCard>
  );
}

function readsData(days: SecretDetail["readsByDay"]): HistogramData {
  return {
    from: days[0]?.from ?? "",
    to: days.at(-1)?.to ?? "",
    interval: "1d",
    is_lower_bound: false,
    covered_from: null,
    buckets: days.map(({ from, reads }) => ({
      at: from,
      success: reads,
      failure: 0,
      denied: 0,
      unknown: 0,
    })),
  };
}
