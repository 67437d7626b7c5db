"use client";
import type { EntityRisk } from "#server/alerts/index.ts";
import type { HeatMap, Places, Risers, Series } from "#server/anomalies/index.ts";
import { visibleLine } from "#wording";
import { zoneOf } from "../events/times.ts";
import { ZoneSwitch } from "../events/zone-switch.tsx";
import { useTimeZone } from "../events/zones.ts";
import page from "../ui/page.module.css";
import { PrintLine } from "../ui/print-line.tsx";
import classes from "./anomalies.module.css";
import type { AnomaliesAddress, Subject } from "./anomalies-address.ts";
import { CompanionCard } from "./companion-card.tsx";
import { HeatCard } from "./heat-card.tsx";
import { LinkZone } from "./link-zone.ts";
import { PlacesCard } from "./places-card.tsx";
import { RangeMenu } from "./range-menu.tsx";
import { RisersCard } from "./risers-card.tsx";
import { SeriesCard } from "./series-card.tsx";
import { StandingCard } from "./standing-card.tsx";
import { SubjectPicker } from "./subject-picker.tsx";
import { detectorText, subjectTitle } from "./subject-words.ts";
import { useAnomaliesAddress } from "./use-anomalies-address.ts";

export interface AnomaliesScreenProps {
  tenant: { slug: string; timeZone: string };
  address: AnomaliesAddress;
  series: Series;
  companion: { subject: Subject; series: Series };
  /** Whose hours are shown, and why where nobody asked for them. */
  heat: { map: HeatMap; because: string | null } | null;
  places: Places;
  risers: Risers;
  /** null without the right to see alerts. */
  risks: EntityRisk[] | null;
}

/** What was against what is usual: over time, by hour of the week, by place, and who and what rises. */
export function AnomaliesScreen(props: AnomaliesScreenProps) {
  const { tenant, address, series, companion, heat, places, risers, risks } = props;
  const { go, hrefOf, isComing } = useAnomaliesAddress(address);
  const timeZone = useTimeZone(address.zone, tenant.timeZone);
  const name = series.subject.name;
  const isActor =
    series.subject.id !== null && (address.subject.kind === "actor" || address.subject.kind === "denied_share");
  return (
    <LinkZone value={address.zone}>
      <header className={`${page.header} ${classes.header}`}>
        <h1>Anomalies</h1>
        <SubjectPicker
          tenant={tenant.slug}
          subject={address.subject}
          name={name}
          risers={risers.risers}
          risks={risks ?? []}
          go={go}
        />
        <span className={classes.gap} />
        <ZoneSwitch
          zone={address.zone}
          timeZone={timeZone}
          tenantZone={tenant.timeZone}
          onZone={(zone) =>
            // The server counts by the clock that is shown, and knows this one by its name alone.
            go({ zone: zone === "local" ? zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone) : zone })
          }
        />
        <RangeMenu address={address} covered={series} timeZone={timeZone} go={go} />
      </header>
      <PrintLine
        chosen={[subjectTitle(address.subject, name), detectorText(address)]}
        range={series}
        timeZone={timeZone}
        counted={series}
      />
      <div className={classes.content} aria-busy={isComing}>
        <div className={classes.wide}>
          <SeriesCard
            tenant={tenant.slug}
            address={address}
            series={series}
            timeZone={timeZone}
            go={go}
            isComing={isComing}
          />
        </div>
        <HeatCard tenant={tenant.slug} map={heat?.map ?? null} because={heat?.because ?? null} />
        <CompanionCard
          tenant={tenant.slug}
          subject={companion.subject}
          series={companion.series}
          timeZone={timeZone}
          isComing={isComing}
          href={hrefOf({ subject: companion.subject })}
        />
        <div className={classes.wide}>
          <PlacesCard
            tenant={tenant.slug}
            of={places}
            who={isActor ? visibleLine(name ?? series.subject.id ?? "") : null}
            timeZone={timeZone}
          />
        </div>
        <RisersCard tenant={tenant.slug} of={risers} hrefOf={hrefOf} />
        {risks ? <StandingCard tenant={tenant} risks={risks} hrefOf={hrefOf} /> : null}
      </div>
    </LinkZone>
  );
}
