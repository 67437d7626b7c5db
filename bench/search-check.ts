import { type PlainSearch, plainCondition } from "./plain-search.ts";
import { atLeast, figure, type ResultRow } from "./results.ts";
import { shortCount } from "./search-data.ts";
import { nameOf, SEARCH_QUERIES, type SearchQuery } from "./search-queries.ts";
import type { SearchServer } from "./search-requests.ts";
import { say } from "./stand.ts";

/** Whether the lists and the counts are those of the plain version: the same page of the same events, the same number of hits. */
export async function checkAnswers(server: SearchServer, plain: PlainSearch): Promise<ResultRow[]> {
  const faulty: string[] = [];
  for (const query of SEARCH_QUERIES) {
    const faults = await faultsOf(query, server, plain);
    for (const fault of faults) say(`${nameOf(query)}: ${fault}`);
    if (faults.length > 0) faulty.push(nameOf(query));
  }
  const what = `queries whose page and counts at ${shortCount(server.set.events)} are those of the plain version${faulty.length > 0 ? `, not ${faulty.join("; ")}` : ""}`;
  return [
    figure(what, SEARCH_QUERIES.length - faulty.length, `of ${SEARCH_QUERIES.length}`, atLeast(SEARCH_QUERIES.length)),
  ];
}

async function faultsOf(query: SearchQuery, server: SearchServer, plain: PlainSearch): Promise<string[]> {
  const faults: string[] = [];
  const expected = await plain.page(plainCondition(query, server.set), query.page);
  if (expected.isCutOff) return ["the plain version did not get through"];
  if ((expected.count === 0) !== (query.isEmpty ?? false)) faults.push(`${expected.count} events fit`);
  const { answer } = await server.page(query);
  const ids = answer.records.map(({ event }) => event.id);
  const at = expected.ids.findIndex((id, i) => ids[i] !== id);
  if (answer.is_partial) faults.push("the list was cut short for time");
  else if (at >= 0) faults.push(`row ${at + 1} is ${ids[at]} instead of ${expected.ids[at]}`);
  else if (ids.length !== expected.ids.length) faults.push(`${ids.length} rows instead of ${expected.ids.length}`);
  const { histogram } = (await server.explore(query)).answer;
  const counted = histogram.buckets.reduce((sum, one) => sum + one.success + one.failure + one.denied + one.unknown, 0);
  const isRight = histogram.is_lower_bound ? counted <= expected.count! : counted === expected.count;
  if (!isRight) faults.push(`${counted} events were counted instead of ${expected.count}`);
  return faults;
}
