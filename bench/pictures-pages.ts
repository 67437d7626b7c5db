import { PERMISSIONS, systemContext } from "#server/access/index.ts";
import { listSecrets } from "#server/secrets/index.ts";
import { answerTimes, type PageVisitor, signInVisitor } from "./page-answers.ts";
import { atMost, figure, type ResultRow, ratioAtMost } from "./results.ts";
import { type SearchSet, shortCount } from "./search-data.ts";
import { say } from "./stand.ts";
import { latenciesOf } from "./statistics.ts";
import type { WebProcess } from "./web-process.ts";

const TURNS = 3;
const REQUESTS = 20;
const WARM_UP_REQUESTS = 5;

const PAGES = {
  overview: "overview",
  "overview of 24 h": "overview?range=24h",
  "overview of 30 d": "overview?range=30d",
  anomalies: "anomalies",
  "anomalies of 90 d": "anomalies?range=90d",
  secrets: "secrets",
};

interface Server {
  set: SearchSet;
  web: WebProcess;
  visitor: PageVisitor;
  paths: [name: string, path: string][];
  times: Map<string, number[]>;
}

/** Documents of the pages, over HTTP as a browser with an empty cache asks for them; both sets in turns. */
export async function measurePictureAnswers(small: SearchSet, large: SearchSet): Promise<ResultRow[]> {
  const servers: Server[] = [];
  try {
    for (const set of [small, large]) servers.push(await openServer(set));
    for (let turn = -1; turn < TURNS; turn++)
      for (const { visitor, paths, times } of servers)
        for (const [name, path] of paths) {
          const list = await answerTimes(visitor, path, turn < 0 ? WARM_UP_REQUESTS : REQUESTS);
          if (turn >= 0) times.set(name, [...(times.get(name) ?? []), ...list]);
        }
    return rowsOf(servers[0]!, servers[1]!);
  } finally {
    for (const { web } of servers) await web.close();
  }
}

async function openServer(set: SearchSet): Promise<Server> {
  const web = await set.stand.startWeb();
  const visitor = await signInVisitor(set, web);
  const start = `/t/${set.largest.slug}`;
  const paths = Object.entries(PAGES).map(([name, path]): [string, string] => [name, `${start}/${path}`]);
  const secret = await mostRead(set);
  if (secret) paths.push(["one secret", `${start}/secrets/${secret.type}/${secret.id}`]);
  return { set, web, visitor, paths, times: new Map() };
}

function mostRead({ stand, largest }: SearchSet) {
  return stand.withRuntime(async () => {
    const context = systemContext(largest.id, "bench", PERMISSIONS);
    const { secrets } = await listSecrets(context, { limit: 1, sort: "reads" });
    return secrets[0] && { type: encodeURIComponent(secrets[0].type), id: encodeURIComponent(secrets[0].id) };
  });
}

function rowsOf(small: Server, large: Server): ResultRow[] {
  const p95 = ({ times }: Server, name: string) => latenciesOf(times.get(name) ?? []).p95;
  const names = [...large.times.keys()];
  for (const name of names)
    say(
      `${p95(large, name).toFixed(1).padStart(7)} ms p95, at ${shortCount(small.set.events)} ${p95(small, name).toFixed(1).padStart(7)} ms: page ${name}`,
    );
  const [before, now] = [small, large].map(({ times }) => latenciesOf([...times.values()].flat()));
  const slowest = names.sort((a, b) => p95(large, b) - p95(large, a))[0]!;
  const what = `pages Overview, Anomalies and Secrets, server's answer, ${names.length} addresses, ${TURNS * REQUESTS} rounds`;
  const [sizeSmall, sizeLarge] = [small, large].map(({ set }) => shortCount(set.events));
  return [
    figure(`${what} at ${sizeLarge}, p95`, now!.p95, "ms", atMost(150)),
    figure(`${what}, growth from ${sizeSmall} to ${sizeLarge}, p95`, now!.p95, "ms", ratioAtMost(2), before!.p95),
    figure(`slowest page at ${sizeLarge} (${slowest}), p95`, p95(large, slowest), "ms", atMost(150)),
  ];
}
