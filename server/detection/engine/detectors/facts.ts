import type { Entity } from "../../../findings/index.ts";
import type { Observed, StateRef } from "../detector.ts";
import { stateKey } from "../states.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** What windows keep behind the newest event: a late one may be a day old, and the newest a day ahead. */
export const LATE_KEEP_MS = 2 * DAY_MS;

export const actorRefOf = (id: string): StateRef => ({ kind: "actor", key: stateKey(id) });
export const addressRefOf = (ip: string): StateRef => ({ kind: "ip", key: ip });

export const actorEntity = ({ columns, event }: Observed): Entity => ({
  type: columns.actorType === "key" ? "key" : "actor",
  id: columns.actorId ?? "",
  ...(event.actor.name === undefined ? {} : { name: event.actor.name }),
});

export const actorName = ({ event, columns }: Observed): string =>
  event.actor.name ?? columns.actorId ?? "somebody unnamed";

const OWN_DOINGS = /^(?:alert|alerts|rule|rules|detector|detection|channel|channels)\./;

/** What ordinary detectors look at: no reads of Sealtrail's own trail, and nothing that detection itself brings about. */
export const isOrdinary = ({ isTrail, columns }: Observed): boolean =>
  !isTrail || (columns.crud !== "r" && columns.actorType !== "system" && !OWN_DOINGS.test(columns.action));

/** The neighbourhood of an address: a /24 of IPv4, a /48 of IPv6. */
export function networkOf(ip: string): string {
  if (!ip.includes(":")) return `${ip.slice(0, ip.lastIndexOf("."))}.0/24`;
  const [head = ""] = ip.split("::");
  const groups = head === "" ? [] : head.split(":");
  return `${[0, 1, 2].map((i) => groups[i] ?? "0").join(":")}::/48`;
}

const BROWSERS = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\//, "Firefox"],
  [/\b(?:Chrome|CriOS)\//, "Chrome"],
  [/\bVersion\/.*Safari\//, "Safari"],
] as const;
const SYSTEMS = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh|darwin/, "macOS"],
  [/Linux|linux|X11/, "Linux"],
] as const;
const AGENT_CHARACTERS_MAX = 40;
const agents = new Map<string, string>();

/** Program and system without versions: `Chrome on Windows`, `python-requests`. */
export function agentFamily(agent: string): string {
  return memo(agents, agent, () => {
    const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1];
    const browser = BROWSERS.find(([pattern]) => pattern.test(agent))?.[1];
    const program = browser ?? (/^[^/\s;(]*/.exec(agent)![0].slice(0, AGENT_CHARACTERS_MAX) || "unnamed");
    return system ? `${program} on ${system}` : program;
  });
}

const MEMO_MAX = 2_000;

/** What `make` gives for the text, remembered: it must follow from the text alone. */
export function memo<Value>(known: Map<string, Value>, text: string, make: () => Value): Value {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= MEMO_MAX) known.clear();
  const made = make();
  known.set(text, made);
  return made;
}
