import type { Finding } from "../../../findings/index.ts";
import type { Observed, Situation, StateRef, States } from "../detector.ts";
import { stateKey } from "../states.ts";
import { CERTAIN } from "./confidence.ts";
import { actorEntity, actorName, actorRefOf, agentFamily, DAY_MS, LATE_KEEP_MS, networkOf } from "./facts.ts";
import { isWorthSaying, type Said } from "./said.ts";
import { graver, listed, span } from "./wording.ts";

const SESSIONS_MAX = 4;
const USES_MAX = 6;
const BROWSER = /^(?:Edge|Opera|Firefox|Chrome|Safari|Version) on /;

/** A session on one network with one program, from its first to its last event there. */
interface Use {
  network: string;
  program: string;
  fromMs: number;
  toMs: number;
  fromSeq: number;
  toSeq: number;
}
/** Of one actor: the sessions of late. */
interface Session {
  id: string;
  uses: Use[];
  said?: Said;
}

/** The actor whose session it is; undefined where there is none to watch. */
export function sessionRefOf({ columns, event }: Observed): StateRef | undefined {
  const { sessionId, actorId, actorType, ip } = columns;
  if (sessionId === null || actorId === null || ip === null || event.source?.user_agent === undefined) return undefined;
  return actorType === "user" || actorType === "agent" ? actorRefOf(actorId) : undefined;
}

export interface SessionWatch {
  observed: Observed;
  states: States;
  situation: Situation;
  windowMs: number;
  severity: string;
}

export function watchSession({ observed, states, situation, windowMs, severity }: SessionWatch, ref: StateRef): void {
  const sessions = states.get<Session[]>(ref, "key_or_session_misuse.sessions") ?? [];
  const id = stateKey(observed.columns.sessionId!);
  const session = sessions.find((one) => one.id === id) ?? { id, uses: [] };
  const before = use(session, observed);
  keep(sessions, session);
  states.put(ref, "key_or_session_misuse.sessions", sessions);
  if (session.uses.length < 2) return;
  const found = clashOf(session, before, observed, windowMs);
  if (!found || !isWorthSaying(session.said, observed.atMs, found.kind === "both" ? 2 : 1, windowMs)) return;
  session.said = { atMs: observed.atMs, count: found.kind === "both" ? 2 : 1 };
  const { one, other, kind } = found;
  situation.report({
    ref,
    dedupKey: `session:${id}`,
    dedupMs: DAY_MS,
    finding: findingOf(observed, [one, other], graver(severity, kind === "both" ? 0 : -1), windowMs),
  });
}

const isUse = (one: Use, network: string, program: string) => one.network === network && one.program === program;

/** Takes the event into the session; gives the use as it was before, if there was one. */
function use(session: Session, { columns, event, atMs, seq }: Observed): Use | undefined {
  const network = networkOf(columns.ip!);
  const program = agentFamily(event.source!.user_agent!);
  const known = session.uses.find((one) => isUse(one, network, program));
  if (!known) {
    session.uses.push({ network, program, fromMs: atMs, toMs: atMs, fromSeq: seq, toSeq: seq });
    if (session.uses.length > USES_MAX) session.uses.splice(leastRecent(session.uses), 1);
    return undefined;
  }
  const before = { ...known };
  if (atMs < known.fromMs) Object.assign(known, { fromMs: atMs, fromSeq: seq });
  if (atMs > known.toMs) Object.assign(known, { toMs: atMs, toSeq: seq });
  return before;
}

function leastRecent(uses: readonly Use[]): number {
  let least = 0;
  for (const [i, one] of uses.entries()) if (one.toMs < uses[least]!.toMs) least = i;
  return least;
}

const lastOf = (session: Session) => Math.max(...session.uses.map(({ toMs }) => toMs));

function keep(sessions: Session[], session: Session): void {
  if (sessions.includes(session)) return;
  sessions.push(session);
  sessions.sort((a, b) => lastOf(a) - lastOf(b));
  const sinceMs = lastOf(sessions.at(-1)!) - LATE_KEEP_MS;
  while (sessions.length > SESSIONS_MAX || lastOf(sessions[0]!) < sinceMs) sessions.shift();
}

interface Clash {
  one: Use;
  other: Use;
  kind: "both" | "networks" | "browsers";
}

/** Another use that this event cannot be the same person's as. */
function clashOf({ uses }: Session, before: Use | undefined, observed: Observed, windowMs: number): Clash | undefined {
  const network = networkOf(observed.columns.ip!);
  const program = agentFamily(observed.event.source!.user_agent!);
  const here = uses.find((one) => isUse(one, network, program));
  if (!here) return undefined;
  let milder: Clash | undefined;
  for (const other of uses) {
    if (other === here) continue;
    const apartMs = Math.max(0, other.fromMs - observed.atMs, observed.atMs - other.toMs);
    if (apartMs > windowMs) continue;
    const pair = other.fromMs <= here.fromMs ? { one: other, other: here } : { one: here, other };
    if (other.network !== network && other.program !== program) return { ...pair, kind: "both" };
    if (!isBackAgain(other, before, observed.atMs, windowMs)) continue;
    if (other.network !== network) milder = { ...pair, kind: "networks" };
    else if (BROWSER.test(program) && BROWSER.test(other.program)) milder = { ...pair, kind: "browsers" };
  }
  return milder;
}

/** Here, there and here again within the window; moving house once is no clash. */
function isBackAgain(other: Use, before: Use | undefined, atMs: number, windowMs: number): boolean {
  const isReturn =
    before !== undefined && atMs - before.toMs <= windowMs && other.toMs > before.toMs && other.fromMs < atMs;
  const isBetween = other.fromMs < atMs && other.toMs > atMs && other.toMs - other.fromMs <= windowMs;
  return isReturn || isBetween;
}

function findingOf(
  observed: Observed,
  [one, other]: [Use, Use],
  severity: Finding["severity"],
  windowMs: number,
): Finding {
  const who = actorName(observed);
  const networks = [...new Set([one.network, other.network])];
  const programs = [...new Set([one.program, other.program])];
  const what = [
    ...(networks.length > 1 ? ["two networks"] : []),
    ...(programs.length > 1 ? [networks.length > 1 ? "two programs" : "two browsers"] : []),
  ];
  const apartMs = Math.max(0, other.fromMs - one.toMs);
  const seqs = [...new Set([one.fromSeq, one.toSeq, other.fromSeq, other.toSeq, observed.seq])].sort((a, b) => a - b);
  return {
    source: "key_or_session_misuse",
    entity: actorEntity(observed),
    title: `One session of ${who} is used with ${listed(what)} at once`,
    severity,
    confidence: CERTAIN.value,
    atMs: observed.atMs,
    seqs,
    events: seqs.length,
    isLate: false,
    explanation: {
      seen: `${one.program} from ${one.network}, and ${other.program} from ${other.network}`,
      expected: `one network and one program within ${span(windowMs)}`,
      window: { fromMs: one.fromMs, toMs: Math.max(one.toMs, other.toMs) },
      arithmetic: [
        { label: "session", value: observed.columns.sessionId! },
        { label: "networks", value: String(networks.length), note: listed(networks) },
        { label: "programs", value: String(programs.length), note: listed(programs) },
        { label: "between the two", value: apartMs === 0 ? "none: they overlap" : span(apartMs) },
      ],
      confidence: CERTAIN.words,
    },
  };
}
