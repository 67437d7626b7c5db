import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PERMISSIONS, systemContext, type TenantContext } from "#server/access/index.ts";
import { getHeatMap, getSeries, listPlaces, listRisers } from "#server/anomalies/index.ts";
import { getOverview } from "#server/overview/index.ts";
import { followRollups } from "#server/rollups/index.ts";
import { getSecret, listRotations, listSecrets } from "#server/secrets/index.ts";
import { ensureBuilt } from "../scripts/build.ts";
import { measureRollupIngest, measureRollupLag } from "./pictures-ingest.ts";
import { measurePictureAnswers } from "./pictures-pages.ts";
import { atMost, figure, type ResultRow, ratioAtMost } from "./results.ts";
import { openSearchSet, type SearchSet, shortCount } from "./search-data.ts";
import { say } from "./stand.ts";
import { latenciesOf, median } from "./statistics.ts";

const SIZES = [100_000, 10_000_000];
/** Sets of other sizes, such as `20000,200000`, to try the benchmark itself. */
const sizes = process.env.SEALTRAIL_BENCH_PICTURES_EVENTS?.split(",").map(Number) ?? SIZES;
const TURNS = 3;
const ROUNDS = 15;
const DAY_MS = 86_400_000;
const TABLES = ["rollup_day", "rollup_value", "rollup_room", "secret_target", "secret_reader"];

type Verb = (context: TenantContext, known: Known) => Promise<unknown>;
interface Known {
  now: Date;
  actorId: string;
  secret: { type: string; id: string } | undefined;
}
const back = ({ now }: Known, days: number) => ({ from: new Date(now.getTime() - days * DAY_MS), to: now });

/** What the pages ask for. */
const VERBS: Record<string, Verb> = {
  "overview of 24 h": (context) => getOverview(context, { range: "24h" }),
  "overview of 7 d": (context) => getOverview(context, { range: "7d" }),
  "overview of 30 d": (context) => getOverview(context, { range: "30d" }),
  "series of everything, 7 d": (context, known) =>
    getSeries(context, { subject: { kind: "tenant" }, ...back(known, 7) }),
  "series of everything, 40 d": (context, known) =>
    getSeries(context, { subject: { kind: "tenant" }, ...back(known, 40) }),
  "series of everything, a year": (context, known) =>
    getSeries(context, { subject: { kind: "tenant" }, ...back(known, 365) }),
  "denied share, 30 d": (context, known) =>
    getSeries(context, { subject: { kind: "denied_share" }, ...back(known, 30) }),
  "series of an actor, 30 d": (context, known) =>
    getSeries(context, { subject: { kind: "actor", id: known.actorId }, ...back(known, 30) }),
  "heat map": (context, known) => getHeatMap(context, { actorId: known.actorId, ...back(known, 90) }),
  "places, 30 d": (context, known) => listPlaces(context, back(known, 30)),
  "places of an actor, 90 d": (context, known) => listPlaces(context, { actorId: known.actorId, ...back(known, 90) }),
  "risers, 7 d": (context, known) => listRisers(context, back(known, 7)),
  secrets: (context) => listSecrets(context),
  "rotation calendar": (context) => listRotations(context),
  "one secret": (context, { secret }) => (secret ? getSecret(context, secret) : listSecrets(context)),
};

/**
 * Overview, Anomalies and Secrets at 100 thousand and at 10 M events: the verbs behind them and their pages; what counting costs those who send, and
 * how far it is behind. `root` keeps the sets.
 */
export async function measurePictures(root: string): Promise<{ rows: ResultRow[]; postgres: string }> {
  await ensureBuilt(say);
  const small = await openSearchSet(root, sizes[0]!);
  try {
    const large = await openSearchSet(root, sizes[1]!);
    try {
      const rows = [...(await countSet(small)), ...(await countSet(large)), ...(await measureVerbs(small, large))];
      rows.push(...(await measurePictureAnswers(small, large)));
      rows.push(...(await measureRollupIngest()), ...(await measureRollupLag()));
      return { rows, postgres: large.stand.postgres.version };
    } finally {
      await large.stand.close();
    }
  } finally {
    await small.stand.close();
  }
}

/** Brings the counts of a set up to its ledgers. How long making them took is remembered where the set is kept. */
async function countSet({ stand, tenantIds, events }: SearchSet): Promise<ResultRow[]> {
  const file = join(stand.dataDir, "rollups-made.json");
  const beganMs = performance.now();
  await stand.withRuntime(async () => {
    for (const id of tenantIds) await followRollups(id);
  });
  if (!existsSync(file)) {
    writeFileSync(file, JSON.stringify({ seconds: (performance.now() - beganMs) / 1_000 }));
    await stand.withSuperuser((client) => client.query(`VACUUM (ANALYZE) ${TABLES.join(", ")}`));
  }
  const { seconds } = JSON.parse(readFileSync(file, "utf8")) as { seconds: number };
  const bytes = await stand.withSuperuser(async (client) => {
    const { rows } = await client.query<{ bytes: string }>(
      "SELECT sum(pg_total_relation_size(t)) AS bytes FROM unnest($1::regclass[]) AS t",
      [TABLES],
    );
    return Number(rows[0]!.bytes);
  });
  return [
    figure(`counting ${shortCount(events)} events, one process`, events / seconds, "events/s"),
    figure(`counts on disk at ${shortCount(events)} events`, bytes / events, "B/event"),
  ];
}

/** Both sets in turns, since one process has one runtime. */
async function measureVerbs(small: SearchSet, large: SearchSet): Promise<ResultRow[]> {
  const sets = [small, large];
  const times = sets.map(() => new Map(Object.keys(VERBS).map((name): [string, number[]] => [name, []])));
  for (let turn = 0; turn < TURNS; turn++) for (const [i, set] of sets.entries()) await measureTurn(set, times[i]!);
  const [before, now] = times.map((one) => latenciesOf([...one.values()].flat()));
  const [sizeSmall, sizeLarge] = sets.map(({ events }) => shortCount(events));
  for (const [name, list] of times[1]!)
    say(
      `${latenciesOf(list).p95.toFixed(1).padStart(7)} ms p95, at ${sizeSmall} ${latenciesOf(times[0]!.get(name)!).p95.toFixed(1).padStart(7)} ms: ${name}`,
    );
  const what = `verbs of Overview, Anomalies and Secrets, ${Object.keys(VERBS).length} questions, ${TURNS * ROUNDS} rounds`;
  const p95 = (one: Map<string, number[]>, name: string) => latenciesOf(one.get(name)!).p95;
  const slowest = Object.keys(VERBS).sort((a, b) => p95(times[1]!, b) - p95(times[1]!, a))[0]!;
  return [
    figure(`${what} at ${sizeLarge}, p95`, now!.p95, "ms", atMost(150)),
    figure(`${what}, growth from ${sizeSmall} to ${sizeLarge}, p95`, now!.p95, "ms", ratioAtMost(2), before!.p95),
    figure(`slowest of them at ${sizeLarge} (${slowest}), p95`, p95(times[1]!, slowest), "ms", atMost(150)),
    figure("overview of 7 d, median", median(times[1]!.get("overview of 7 d")!), "ms"),
  ];
}

function measureTurn({ stand, largest, until }: SearchSet, times: Map<string, number[]>): Promise<void> {
  const offsetMs = until.getTime() - Date.now();
  const clock = { now: () => new Date(Date.now() + offsetMs) };
  return stand.withRuntime(async () => {
    const context = systemContext(largest.id, "bench", PERMISSIONS);
    const known = await knownIn(context, until);
    for (let round = -2; round < ROUNDS; round++)
      for (const [name, verb] of Object.entries(VERBS)) {
        const beganMs = performance.now();
        await verb(context, known);
        if (round >= 0) times.get(name)!.push(performance.now() - beganMs);
      }
  }, clock);
}

/** The most frequent actor and a secret of the set. */
async function knownIn(context: TenantContext, now: Date): Promise<Known> {
  const { topActors } = await getOverview(context, { range: "30d" });
  const { secrets } = await listSecrets(context, { limit: 1, sort: "reads" });
  return { now, actorId: topActors.values[0]!.id, secret: secrets[0] && { type: secrets[0].type, id: secrets[0].id } };
}
