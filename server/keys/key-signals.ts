import type { KeyHour, SeenAddress } from "./get-key.ts";
import type { Key } from "./read-key.ts";

/** Something out of the ordinary about a key's use. `why` is the arithmetic in words. */
export interface KeySignal {
  kind: "requests" | "rows" | "refusals" | "new address" | "new country" | "rotation overdue" | "unused";
  title: string;
  why: string;
  severity: "low" | "medium" | "high";
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Before it has been used for so long, nothing is usual for a key. */
const HISTORY_HOURS_MIN = 48;
const SPIKE_FACTOR = 3;
const SPIKE_MIN = { requests: 20, rows: 500 } as const;
const UNUSED_DAYS = 30;

const number = (value: number) => value.toLocaleString("en-GB");

/** What stands out about a key now: this hour against the four weeks before, addresses of the last day, refusals, what is overdue. */
export function keySignals(of: {
  key: Key;
  hours: readonly KeyHour[];
  addresses: readonly SeenAddress[];
  now: Date;
}): KeySignal[] {
  return [...spikes(of), ...refusals(of), ...addressSignals(of), ...overdue(of)];
}

type Of = Parameters<typeof keySignals>[0];

function spikes({ hours, now }: Of): KeySignal[] {
  const present = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const before = hours.filter(({ hour }) => Date.parse(hour) < present);
  const first = before[0];
  if (!first || present - Date.parse(first.hour) < HISTORY_HOURS_MIN * HOUR_MS) return [];
  const latest = hours.find(({ hour }) => Date.parse(hour) === present);
  return (["requests", "rows"] as const).flatMap((what): KeySignal[] => {
    const usual = Math.max(...before.map((hour) => hour[what]));
    const value = latest?.[what] ?? 0;
    if (value < SPIKE_MIN[what] || value <= SPIKE_FACTOR * usual) return [];
    return [
      {
        kind: what,
        title: `${number(value)} ${what} in this hour`,
        why: `The most in any hour of the last 4 weeks was ${number(usual)}; over ${SPIKE_FACTOR} times that is a spike.`,
        severity: "medium",
      },
    ];
  });
}

function refusals({ hours, now }: Of): KeySignal[] {
  const since = now.getTime() - DAY_MS;
  const count = hours
    .filter(({ hour }) => Date.parse(hour) + HOUR_MS > since)
    .reduce((sum, hour) => sum + hour.refusals, 0);
  if (count === 0) return [];
  return [
    {
      kind: "refusals",
      title: `${number(count)} refused ${count === 1 ? "request" : "requests"} in the last day`,
      why: "A key that is used for its purpose is not refused: look at what was asked for, and from where.",
      severity: count >= 10 ? "high" : "medium",
    },
  ];
}

function addressSignals({ addresses, now }: Of): KeySignal[] {
  const since = now.getTime() - DAY_MS;
  const isNew = ({ firstSeenAt }: SeenAddress) => Date.parse(firstSeenAt) >= since;
  // Where it was only refused from is not where it is used.
  const known = addresses.filter((one) => !isNew(one) && one.requests > 0);
  // Everything is new about a key that is new.
  if (known.length === 0) return [];
  const countries = new Set(known.flatMap(({ location }) => location?.country ?? []));
  return addresses.filter(isNew).map((one): KeySignal => {
    const country = one.location?.country;
    const isNewCountry = country !== undefined && countries.size > 0 && !countries.has(country);
    const first = one.requests > 0 ? "First use" : "First refused try";
    return {
      kind: isNewCountry ? "new country" : "new address",
      title: isNewCountry ? `${first} from ${country}, at ${one.ip}` : `${first} from ${one.ip}`,
      why: isNewCountry
        ? `Until a day ago it was used in ${[...countries].sort().join(", ")} alone.`
        : `Until a day ago it was used from ${number(known.length)} other ${known.length === 1 ? "address" : "addresses"}.`,
      severity: isNewCountry ? "high" : "low",
    };
  });
}

function overdue({ key, now }: Of): KeySignal[] {
  if (key.state === "revoked" || key.state === "expired") return [];
  const signals: KeySignal[] = [];
  const days = (from: string) => Math.floor((now.getTime() - Date.parse(from)) / DAY_MS);
  if (key.rotationDueAt && Date.parse(key.rotationDueAt) < now.getTime())
    signals.push({
      kind: "rotation overdue",
      title: `Rotation is overdue by ${number(Math.max(1, days(key.rotationDueAt)))} d`,
      why: `Its secret was made ${number(days(key.secretMadeAt))} d ago and is to be replaced every ${key.rotationDays} d.`,
      severity: "medium",
    });
  const used = key.lastUsedAt ?? key.createdAt;
  if (days(used) >= UNUSED_DAYS)
    signals.push({
      kind: "unused",
      title: key.lastUsedAt
        ? `Unused for ${number(days(used))} d`
        : `Never used since it was issued ${number(days(used))} d ago`,
      why: "What nobody uses nobody misses: revoke it, or let it suspend itself.",
      severity: "low",
    });
  return signals;
}
