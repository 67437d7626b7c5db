"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import type { SecretDetail } from "#server/secrets/index.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { ChartTable } from "../charts/chart-table.tsx";
import { linkHref } from "../charts/event-link.ts";
import type { HistogramData } from "../events/explore-data.ts";
import { MiniHistogram } from "../events/histogram.tsx";
import { count, plural } from "../ui/numbers.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: Pick<SecretDetail, "readsByDay" | "readsLink" | "timeZone">;
}

const HEIGHT = 110;

/** Reads a day; a bar, or what is brushed, leads to its reads. */
export function ReadsCard({ tenant, of: { readsByDay, readsLink, timeZone } }: Props) {
  const router = useRouter();
  const data = useMemo(() => readsData(readsByDay), [readsByDay]);
  const sum = readsByDay.reduce((all, { reads }) => all + reads, 0);
  const days = readsByDay.filter(({ reads }) => reads > 0).reverse();
  return (
    <ChartCard
      title="Reads a day"
      note={`${plural(sum, "read")} in ${plural(readsByDay.length, "day")}`}
      table={() => (
        <ChartTable
          label="Reads a day as a table"
          columns={["Day", "Reads"]}
          rows={days.map(({ date, reads, link }) => ({
            key: date,
            cells: [
              date,
              <Link key={date} href={linkHref(tenant.slug, link)} prefetch={false}>
                {count(reads)}
              </Link>,
            ],
          }))}
          empty="No reads in these days."
        />
      )}
    >
      <MiniHistogram
        label="Reads a day"
        data={data}
        timeZone={timeZone}
        height={HEIGHT}
        onRange={({ from, to }) => router.push(linkHref(tenant.slug, { q: readsLink.q, from, to }))}
      />
    </ChartCard>
  );
}

function readsData(days: SecretDetail["readsByDay"]): HistogramData {
  return {
    from: days[0]?.link.from ?? "",
    to: days.at(-1)?.link.to ?? "",
    interval: "1d",
    is_lower_bound: false,
    covered_from: null,
    buckets: days.map(({ link, reads }) => ({
      at: link.from ?? "",
      success: reads,
      failure: 0,
      denied: 0,
      unknown: 0,
    })),
  };
}
