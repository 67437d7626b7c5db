import type { Finding } from "../../../findings/index.ts";
import type { Observed } from "../detector.ts";
import { confidenceOf } from "./confidence.ts";
import { define, type SettingsOf, severitySetting } from "./definition.ts";
import { evidence } from "./evidence.ts";
import { actorEntity, actorName, actorRefOf, DAY_MS, isOrdinary, MINUTE_MS } from "./facts.ts";
import { memberOf } from "./tallies.ts";
import { graver, many, number } from "./wording.ts";

const BUCKET_MS = 5 * MINUTE_MS;
/** Buckets kept of one actor over all actions, and for how long: what a late event may still be counted in. */
const BUCKETS_MAX = 40;
const KEEP_MS = 25 * 60 * MINUTE_MS;
const ACTIONS_MAX = 30;
const SEQS_MAX = 20;
/** The newest buckets know their events; older ones are counts. */
const BUCKETS_WITH_SEQS = 6;
/** Weight of a new bucket once there are many: about the last 50 count. */
const STEP_MIN = 1 / 50;
const FULL_BUCKETS = 50;

/** Events of one action in five minutes on the clock, the count at the last report, and the first seqs. */
type Bucket = [at: number, action: string, count: number, said: number, seqs: number[]];
/** What is usual in five minutes that have any: buckets seen, mean, variance. */
type Usual = [buckets: number, mean: number, variance: number];

/** One actor. `usual` is by class of time (`b` within business hours, `o` outside) and action. */
interface Bursts {
  firstMs: number;
  buckets: Bucket[];
  usual: Record<string, Usual>;
}

const shapes = {
  severity: severitySetting("medium"),
  floor: {
    kind: "number",
    label: "Events in five minutes, at least",
    unit: "events",
    default: 20,
    min: 5,
    max: 10_000,
  },
  z: { kind: "number", label: "Standard deviations above usual", default: 4, min: 2, max: 50, isWhole: false },
  min_days: { kind: "number", label: "Days of history", unit: "days", default: 7, min: 1, max: 90 },
} as const;

export const burst = define({
  name: "burst",
  label: "Burst",
  looksFor:
    "An actor that does one thing far more often within five minutes than it ever used to, at this time of the week.",
  severity: "medium",
  minimumHistory: "7 days of the actor",
  settings: shapes,
  make(settings, time) {
    const refOf = ({ columns }: Observed) => (columns.actorId === null ? undefined : actorRefOf(columns.actorId));
    return {
      name: "burst",
      refs(observed) {
        const ref = refOf(observed);
        return ref ? [ref] : [];
      },
      observe(observed, states, situation) {
        const ref = refOf(observed);
        if (!ref || !isOrdinary(observed)) return;
        const bursts = states.get<Bursts>(ref, "burst") ?? { firstMs: observed.atMs, buckets: [], usual: {} };
        bursts.firstMs = Math.min(bursts.firstMs, observed.atMs);
        const action = memberOf(observed.columns.action);
        const at = Math.floor(observed.atMs / BUCKET_MS);
        const isBusiness = (ms: number) => time.isBusiness(ms);
        const bucket = bucketOf(bursts, at, action, isBusiness);
        if (bucket) {
          bucket[2]++;
          if (bucket[4].length < SEQS_MAX) bucket[4].push(observed.seq);
        }
        states.put(ref, "burst", bursts);
        if (!bucket || bucket[2] < Math.max(settings.floor, 2 * bucket[3])) return;
        const days = (observed.atMs - bursts.firstMs) / DAY_MS;
        if (days < settings.min_days) return;
        const usual = usualOf(bursts, at, action, isBusiness);
        const z = deviation(bucket[2], usual);
        if (z <= settings.z) return;
        bucket[3] = bucket[2];
        situation.report({
          ref,
          dedupKey: action,
          dedupMs: 60 * MINUTE_MS,
          finding: findingOf(observed, bucket, usual, z, days, settings),
        });
      },
    };
  },
});

const NOTHING: Usual = [0, 0, 0];
type IsBusiness = (ms: number) => boolean;

const classOf = (at: number, action: string, isBusiness: IsBusiness) =>
  `${isBusiness(at * BUCKET_MS) ? "b" : "o"} ${action}`;

function usualOf({ usual }: Bursts, at: number, action: string, isBusiness: IsBusiness): Usual {
  const member = classOf(at, action, isBusiness);
  return Object.hasOwn(usual, member) ? usual[member]! : NOTHING;
}

/** Counts vary at least as a Poisson process does, and by one. */
const deviation = (count: number, [, mean, variance]: Usual) => (count - mean) / Math.sqrt(Math.max(mean, variance, 1));

/** The bucket to count in; undefined for one so old that it is not kept any more. Those that are let go are learned from. */
function bucketOf(bursts: Bursts, at: number, action: string, isBusiness: IsBusiness): Bucket | undefined {
  const { buckets } = bursts;
  let place = buckets.length;
  while (place > 0 && buckets[place - 1]![0] >= at) {
    const bucket = buckets[place - 1]!;
    if (bucket[0] === at && bucket[1] === action) return bucket;
    place--;
  }
  const newest = Math.max(at, buckets.at(-1)?.[0] ?? at);
  if (place === 0 && buckets.length >= BUCKETS_MAX) return undefined;
  if ((newest - at) * BUCKET_MS > KEEP_MS) return undefined;
  const bucket: Bucket = [at, action, 0, 0, []];
  buckets.splice(place, 0, bucket);
  while (buckets.length > BUCKETS_MAX || (newest - buckets[0]![0]) * BUCKET_MS > KEEP_MS)
    learn(bursts, buckets.shift()!, isBusiness);
  const bare = buckets[buckets.length - 1 - BUCKETS_WITH_SEQS];
  if (bare && bare[2] < SEQS_MAX) bare[4] = [];
  return bucket;
}

const round = (value: number) => Math.round(value * 100) / 100;

function learn({ usual }: Bursts, [at, action, count]: Bucket, isBusiness: IsBusiness): void {
  const member = classOf(at, action, isBusiness);
  const [buckets, mean, variance] = Object.hasOwn(usual, member) ? usual[member]! : NOTHING;
  const step = Math.max(STEP_MIN, 1 / (buckets + 1));
  const off = count - mean;
  delete usual[member];
  usual[member] = [buckets + 1, round(mean + step * off), round((1 - step) * (variance + step * off * off))];
  const members = Object.keys(usual);
  if (members.length > ACTIONS_MAX) delete usual[members[0]!];
}

function findingOf(
  observed: Observed,
  bucket: Bucket,
  usual: Usual,
  z: number,
  days: number,
  settings: SettingsOf<typeof shapes>,
): Finding {
  const [buckets, mean, variance] = usual;
  const confidence = confidenceOf(
    Math.max(buckets, days),
    settings.min_days,
    FULL_BUCKETS,
    "days or five-minute spans of history",
  );
  const [at, , count, , seqs] = bucket;
  const expected = mean + settings.z * Math.sqrt(Math.max(mean, variance, 1));
  return {
    source: "burst",
    entity: actorEntity(observed),
    title: `${actorName(observed)} did ${observed.event.action} ${many(count, "time")} within five minutes`,
    severity: graver(settings.severity, count >= 5 * Math.max(settings.floor, expected) ? 1 : 0),
    confidence: confidence.value,
    atMs: observed.atMs,
    seqs: evidence([...seqs, observed.seq]),
    events: count,
    isLate: false,
    explanation: {
      seen: many(count, "event"),
      expected:
        buckets === 0
          ? `fewer than ${settings.floor}: it was never done at such a time before`
          : `about ${number(mean)}, at most ${number(Math.max(settings.floor, expected))}`,
      window: { fromMs: at * BUCKET_MS, toMs: observed.atMs },
      arithmetic: [
        { label: "events in five minutes", value: number(count), note: `alert from ${settings.floor}` },
        {
          label: "usual",
          value: number(mean),
          note: `weighted mean of ${many(buckets, "span")} of five minutes with any`,
        },
        { label: "variance", value: number(variance) },
        {
          label: "standard deviations above usual",
          value: number(z),
          note: `(${count} − ${number(mean)}) / √max(${number(mean)}, ${number(variance)}, 1); alert above ${settings.z}`,
        },
      ],
      history: { seen: many(buckets, "five-minute span"), days: Math.floor(days) },
      confidence: confidence.words,
    },
  };
}
