import type { TenantTransaction } from "../access/index.ts";
import {
  ACTOR_KINDS,
  findValues,
  groupOf,
  hasLetGo,
  linkOf,
  newestName,
  queryOf,
  type RankedCounts,
  type Ranking,
  sumValues,
} from "../rollups/index.ts";
import type { Frame } from "./frame.ts";
import type { Overview, Ranked, RankedList } from "./overview.ts";

export const TOP = 10;
const FIELDS = {
  actor: "actor.id",
  action: "action",
  origin: "origin",
  country: "country",
  category: "category",
} as const;
type Group = keyof typeof FIELDS;
export const RANKED_KINDS = [...ACTOR_KINDS, "action", "origin", "country", "category"];

type Lists = Pick<Overview, "categories" | "topActors" | "topDenied" | "topActions" | "topOrigins" | "topCountries">;

/** The most frequent values of a ranking, with what they came to in the stretch before. */
export async function rankedLists(tx: TenantTransaction, frame: Frame, ranking: Ranking): Promise<Lists> {
  const ranked = [...ranking.byEvents, ...ranking.byDenials];
  const values = [...new Set(ranked.map(({ value }) => value))];
  const before = await sumValues(tx, { kinds: RANKED_KINDS, values, span: frame.previous });
  const previousOf = (group: Group, value: string) =>
    before
      .filter((one) => one.value === value && groupOf(one.kind) === group)
      .reduce((sum, one) => sum + one.events, 0);
  const actorIds = ranked.filter(({ group }) => group === "actor").map(({ value }) => value);
  const actors = await findValues(tx, ACTOR_KINDS, actorIds);
  const letGo = await hasLetGo(tx, RANKED_KINDS, frame.span);
  const letGoBefore = await hasLetGo(tx, RANKED_KINDS, frame.previous);
  const isCut = (kinds: ReadonlySet<string>, group: Group) => [...kinds].some((kind) => groupOf(kind) === group);

  const show = ({ value, kind, events, denials }: RankedCounts, group: Group): Ranked => {
    const newest = actors.filter((one) => group === "actor" && one.value === value).sort((a, b) => b.lastMs - a.lastMs);
    const q = queryOf([FIELDS[group], value]);
    return {
      id: value,
      name: newestName(newest),
      actorType: group === "actor" ? (newest[0]?.kind ?? kind).slice("actor.".length) : null,
      ...{ value: events, previous: previousOf(group, value), denied: denials },
      link: linkOf(q, frame.span),
      deniedLink: linkOf(`${q} outcome:denied`, frame.span),
    };
  };
  const list = (group: Group, from = ranking.byEvents): RankedList => {
    const own = from.filter((one) => one.group === group);
    return {
      values: own.map((one) => show(one, group)),
      different: own[0]?.different ?? 0,
      isLowerBound: isCut(letGo, group),
      isPreviousLowerBound: isCut(letGoBefore, group),
    };
  };
  return {
    categories: list("category").values,
    topActors: list("actor"),
    topDenied: list("actor", ranking.byDenials),
    topActions: list("action"),
    topOrigins: list("origin"),
    topCountries: list("country"),
  };
}
