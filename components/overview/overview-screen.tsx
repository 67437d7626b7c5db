import Link from "next/link";
import type { Overview, OverviewRange } from "#server/overview/index.ts";
import { countedText } from "../ui/counted.ts";
import page from "../ui/page.module.css";
import { PrintLine } from "../ui/print-line.tsx";
import { RefreshLine } from "../ui/refresh-line.tsx";
import { AlertsCard, RiskCard } from "./alerts-card.tsx";
import { attentionOf } from "./attention.ts";
import { AttentionList } from "./attention-list.tsx";
import { Figures } from "./figures.tsx";
import { NewActorsCard } from "./new-actors-card.tsx";
import { NothingYet } from "./nothing-yet.tsx";
import classes from "./overview.module.css";
import { OVERVIEW_RANGES, RANGE_FIRST, RANGE_WORDS } from "./range-words.ts";
import { RankingCard } from "./ranking-card.tsx";
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
  const behind = overview.isBehind ? countedText(overview) : undefined;
  return (
    <>
      <header className={`${page.header} ${classes.header}`}>
        <h1>Overview</h1>
        <span className={classes.gap} />
        <RefreshLine {...overview} />
        <RangeLinks range={range} />
      </header>
      <PrintLine chosen={[RANGE_WORDS[range].label]} range={overview} timeZone={overview.timeZone} counted={overview} />
      <div className={classes.content}>
        {overview.hasEventsOfSystems || overview.isBehind ? (
          <AttentionList lines={attentionOf(overview, tenant.slug)} hasAlerts={alerts !== null} />
        ) : (
          <NothingYet tenant={tenant.slug} snippet={snippet} />
        )}
        <Figures tenant={tenant} of={overview} />
        <TimelineCard tenant={tenant} of={overview} />
        {alerts ? <AlertsCard tenant={tenant} of={alerts} /> : null}
        {alerts ? <RiskCard tenant={tenant} of={alerts} /> : null}
        <SourcesCard tenant={tenant} sources={sources} behind={behind} />
        <SecretsCard tenant={tenant} of={secrets} />
        {keys ? <KeysCard tenant={tenant} of={keys} /> : null}
        <Rankings tenant={tenant.slug} of={overview} behind={behind} />
        <NewActorsCard tenant={tenant} of={overview.newActors} behind={behind} />
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

interface RankingsProps {
  tenant: string;
  of: Overview;
  /** In place of what would be wrong while events are not counted. */
  behind: string | undefined;
}

function Rankings({ tenant, of, behind }: RankingsProps) {
  const { topActors, topDenied, topActions, topOrigins, topCountries, categories } = of;
  const shared = { tenant, range: of.range };
  const none = behind ?? "No events in this range.";
  return (
    <>
      <RankingCard
        {...shared}
        id="denied"
        title="Most denied"
        list={topDenied}
        kind="denied_share"
        empty={behind ?? "Nobody was denied anything."}
      />
      <RankingCard {...shared} id="actors" title="Top actors" list={topActors} kind="actor" empty={none} />
      <RankingCard {...shared} id="actions" title="Top actions" list={topActions} kind="action" empty={none} />
      <RankingCard
        {...shared}
        id="origins"
        title="Top sources"
        list={topOrigins}
        kind="origin"
        empty={behind ?? "No event names a source."}
      />
      <RankingCard
        {...shared}
        id="countries"
        title="Top countries"
        list={topCountries}
        kind="country"
        nameOf={countryName}
        empty={behind ?? "No event is known to come from anywhere."}
      />
      <RankingCard
        {...shared}
        id="categories"
        title="Categories"
        list={{ values: categories, different: categories.length, isLowerBound: false, isPreviousLowerBound: false }}
        kind="category"
        empty={behind ?? "No event has a category."}
      />
    </>
  );
}
