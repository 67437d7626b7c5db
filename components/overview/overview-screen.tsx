import Link from "next/link";
import type { Overview, OverviewRange } from "#server/overview/index.ts";
import { visibleLine } from "#wording";
import page from "../ui/page.module.css";
import { AlertsCard, RiskCard } from "./alerts-card.tsx";
import { attentionOf } from "./attention.ts";
import { AttentionList } from "./attention-list.tsx";
import { Figures } from "./figures.tsx";
import { NewActorsCard } from "./new-actors-card.tsx";
import { NothingYet } from "./nothing-yet.tsx";
import classes from "./overview.module.css";
import { OVERVIEW_RANGES, RANGE_FIRST, RANGE_WORDS } from "./range-words.ts";
import { RankingCard } from "./ranking-card.tsx";
import { RefreshLine } from "./refresh-line.tsx";
import { ExportsCard, KeysCard, SecretsCard, SourcesCard } from "./state-cards.tsx";
import { TimelineCard } from "./timeline-card.tsx";

export interface OverviewScreenProps {
  tenant: { slug: string; timeZone: string };
  overview: Overview;
  /** A command that sends the first event. */
  snippet: string;
}

const COUNTRIES = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

function countryName(code: string): string {
  try {
    return COUNTRIES.of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}

/** Whether something is wrong, where, and how sure that is; then what happened. */
export function OverviewScreen({ tenant, overview, snippet }: OverviewScreenProps) {
  const { range, alerts, keys, exports, sources, secrets } = overview;
  return (
    <>
      <header className={`${page.header} ${classes.header}`}>
        <h1>Overview</h1>
        <span className={classes.gap} />
        <RefreshLine countedTo={overview.countedTo} ledgerSize={overview.ledgerSize} />
        <RangeLinks range={range} />
      </header>
      <div className={classes.content}>
        {sources.length === 0 && overview.topOrigins.values.every(({ id }) => id === "sealtrail") ? (
          <NothingYet tenant={tenant.slug} snippet={snippet} />
        ) : (
          <AttentionList lines={attentionOf(overview, tenant.slug)} hasAlerts={alerts !== null} />
        )}
        <Figures tenant={tenant} of={overview} />
        <TimelineCard tenant={tenant} of={overview} />
        {alerts ? <AlertsCard tenant={tenant} of={alerts} /> : null}
        {alerts ? <RiskCard tenant={tenant} of={alerts} /> : null}
        <SourcesCard tenant={tenant} sources={sources} />
        <SecretsCard tenant={tenant} of={secrets} />
        {keys ? <KeysCard tenant={tenant} of={keys} /> : null}
        <Rankings tenant={tenant.slug} of={overview} />
        <NewActorsCard tenant={tenant} of={overview.newActors} />
        {exports ? <ExportsCard tenant={tenant} of={exports} /> : null}
      </div>
    </>
  );
}

function RangeLinks({ range }: { range: OverviewRange }) {
  return (
    <nav aria-label="Time range" className={classes.ranges}>
      {OVERVIEW_RANGES.map((one) => (
        <Link
          key={one}
          className={classes.range}
          href={one === RANGE_FIRST ? "?" : `?range=${one}`}
          aria-current={one === range ? "true" : undefined}
          scroll={false}
          prefetch={false}
        >
          {RANGE_WORDS[one].label}
        </Link>
      ))}
    </nav>
  );
}

function Rankings({ tenant, of }: { tenant: string; of: Overview }) {
  const { topActors, topDenied, topActions, topOrigins, topCountries, categories } = of;
  const none = "No events in this range.";
  return (
    <>
      <RankingCard
        id="denied"
        title="Most denied"
        list={topDenied}
        tenant={tenant}
        isOfDenials
        empty="Nobody was denied anything."
      />
      <RankingCard id="actors" title="Top actors" list={topActors} tenant={tenant} empty={none} />
      <RankingCard id="actions" title="Top actions" list={topActions} tenant={tenant} empty={none} />
      <RankingCard
        id="origins"
        title="Top sources"
        list={topOrigins}
        tenant={tenant}
        empty="No event names a source."
      />
      <RankingCard
        id="countries"
        title="Top countries"
        list={topCountries}
        tenant={tenant}
        nameOf={countryName}
        empty="No event is known to come from anywhere."
      />
      <RankingCard
        id="categories"
        title="Categories"
        list={{ values: categories, different: categories.length, isLowerBound: false, isPreviousLowerBound: false }}
        tenant={tenant}
        nameOf={visibleLine}
        empty="No event has a category."
      />
    </>
  );
}
