import type { AlertSeverity, Finding } from "../../../findings/index.ts";
import type { Observed, Situation, StateRef, States } from "../detector.ts";
import { isSensitive, kindOf } from "./action-kinds.ts";
import { CERTAIN, type Confidence } from "./confidence.ts";
import { define, type SettingsOf, severitySetting } from "./definition.ts";
import { evidence } from "./evidence.ts";
import { actorEntity, actorName, actorRefOf, DAY_MS, HOUR_MS, isOrdinary, LATE_KEEP_MS } from "./facts.ts";
import { insertMoment, type Moment } from "./moments.ts";
import { memberOf } from "./tallies.ts";
import { graver, listed, many, span } from "./wording.ts";

const USES_MAX = 8;
const GRANTS_MAX = 6;
const GRANTEES_MAX = 4;
const KNOWN_ACTIONS_MAX = 40;
const HELD_MAX = 12;
/** Whoever gave rights so often does so for a living. */
const REGULAR_GRANTS = 3;

/** Rights that somebody was given: `why` it is odd, `said` once it was reported with their use. */
interface Grant {
  atMs: number;
  seq: number;
  by: string;
  byName: string;
  what: string;
  why: string[];
}
/**
 * One actor: since when known, grants it made, odd ones it was given, rights it ever was given, sensitive acts of late ([ms, seq, action]),
 * sensitive actions it ever used.
 */
interface Chain {
  firstMs: number;
  /** Days on which the actor was active, counted up to a hundred. */
  days: number;
  lastDay: number;
  grantsMade: number;
  firstGrantMs?: number;
  given: Grant[];
  held: string[];
  uses: Moment[];
  used: string[];
}

const shapes = {
  severity: severitySetting("high"),
  newcomer_days: {
    kind: "number",
    label: "A newcomer is known for less than",
    unit: "days",
    default: 7,
    min: 1,
    max: 90,
  },
  use_hours: { kind: "number", label: "Used within", unit: "hours", default: 24, min: 1, max: 72 },
  min_days: {
    kind: "number",
    label: "Active days before a first grant is odd",
    help: "Somebody who has been active on fewer days and grants for the first time says nothing yet.",
    unit: "days",
    default: 10,
    min: 1,
    max: 90,
  },
  grant_actions: {
    kind: "text_list",
    label: "More actions that grant rights",
    help: "Besides those that are known of many systems; as they stand in the events, such as role.grant.",
    default: [],
    max: 100,
  },
} as const;
type Settings = SettingsOf<typeof shapes>;

const newChain = (atMs: number): Chain => ({
  firstMs: atMs,
  days: 0,
  lastDay: 0,
  grantsMade: 0,
  given: [],
  held: [],
  uses: [],
  used: [],
});

/** Who is given rights: targets that are actors, not the role or group that is given. */
function granteesOf({ event }: Observed): { id: string; name: string }[] {
  const people = (event.targets ?? []).filter(
    ({ type, id }) =>
      id !== undefined && /user|member|person|principal|account|actor|identity|service|agent|human|group$/i.test(type),
  );
  return people.slice(0, GRANTEES_MAX).map(({ id, name }) => ({ id: id!, name: name ?? id! }));
}

function whatIsGiven({ event }: Observed): string {
  const thing = (event.targets ?? []).find(({ type }) => /role|polic|group|team|permission|privilege/i.test(type));
  return memberOf(thing?.name ?? thing?.id ?? event.action);
}

/** Who accepts an invitation to Sealtrail is recorded as who was added: the rights were given by who invited. */
const isAcceptance = ({ isTrail, columns, event }: Observed) =>
  isTrail && columns.action === "member.added" && event.metadata?.invitation !== undefined;

export const privilegeEscalation = define({
  name: "privilege_escalation",
  label: "Privilege escalation",
  looksFor:
    "Rights given to oneself, to somebody who is new, or by somebody who never gave any; and their use within a day.",
  severity: "high",
  minimumHistory: "none for rights given to oneself; 10 active days of who gives, and of the tenant, for the rest",
  settings: shapes,
  make(settings) {
    const own = new Set(settings.grant_actions.map((action) => action.toLowerCase()));
    const isGrant = (observed: Observed) => {
      const { outcome, action } = observed.columns;
      return outcome === "success" && (kindOf(action).isGrant || own.has(action)) && !isAcceptance(observed);
    };
    return {
      name: "privilege_escalation",
      pinned: [TENANT],
      refs(observed) {
        const { actorId } = observed.columns;
        if (actorId === null) return [];
        const grantees = isGrant(observed) ? granteesOf(observed).map(({ id }) => actorRefOf(id)) : [];
        return [actorRefOf(actorId), ...grantees];
      },
      observe(observed, states, situation) {
        const { actorId, outcome } = observed.columns;
        if (actorId === null || outcome === "failure" || !isOrdinary(observed)) return;
        const tenantFirstMs = learnTenant(states, observed.atMs);
        const ref = actorRefOf(actorId);
        const chain = states.get<Chain>(ref, "privilege_escalation") ?? newChain(observed.atMs);
        const isNew = learn(chain, observed);
        if (isNew) states.put(ref, "privilege_escalation", chain);
        const watch = { observed, states, situation, settings, tenantFirstMs };
        if (outcome === "success" && isSensitive(observed)) {
          noteUse(watch, ref, chain);
        }
        if (isGrant(observed)) noteGrants(watch, ref, chain);
      },
    };
  },
});

const TENANT: StateRef = { kind: "tenant", key: "grants" };

/** The tenant's first event: while it is young, everybody is new. */
function learnTenant(states: States, atMs: number): number {
  const known = states.get<number>(TENANT, "first_ms");
  if (known !== undefined && known <= atMs) return known;
  states.put(TENANT, "first_ms", atMs);
  return atMs;
}

function learn(chain: Chain, { atMs }: Observed): boolean {
  const day = Math.floor(atMs / DAY_MS);
  const isNew = chain.days === 0 || atMs < chain.firstMs || (day > chain.lastDay && chain.days < 100);
  if (day > chain.lastDay && chain.days < 100) {
    chain.days++;
    chain.lastDay = day;
  }
  chain.firstMs = Math.min(chain.firstMs, atMs);
  return isNew;
}

interface Watch {
  observed: Observed;
  states: States;
  situation: Situation;
  settings: Settings;
  tenantFirstMs: number;
}

function noteUse(watch: Watch, ref: StateRef, chain: Chain): void {
  const { observed, states, settings } = watch;
  const action = memberOf(observed.columns.action);
  const isFirst = !chain.used.includes(action);
  if (isFirst) {
    chain.used.push(action);
    if (chain.used.length > KNOWN_ACTIONS_MAX) chain.used.shift();
  }
  const moment: Moment = [observed.atMs, observed.seq, action, isFirst ? "first" : ""];
  if (isFirst || chain.given.length > 0) insertMoment(chain.uses, moment, LATE_KEEP_MS, USES_MAX);
  else return;
  states.put(ref, "privilege_escalation", chain);
  for (const grant of chain.given) {
    const after = observed.atMs - grant.atMs;
    if (after < 0 || after > settings.use_hours * HOUR_MS || observed.seq === grant.seq) continue;
    reportUse(watch, ref, chain, grant, actorName(observed), observed.columns.actorId!);
  }
}

function noteGrants(watch: Watch, ref: StateRef, chain: Chain): void {
  const { observed, states, settings, situation, tenantFirstMs } = watch;
  const { actorId } = observed.columns;
  const isFirstGrant = chain.grantsMade === 0 || observed.atMs < (chain.firstGrantMs ?? observed.atMs);
  const isSettled = chain.days > settings.min_days;
  chain.grantsMade++;
  chain.firstGrantMs = Math.min(chain.firstGrantMs ?? observed.atMs, observed.atMs);
  states.put(ref, "privilege_escalation", chain);
  for (const grantee of granteesOf(observed)) {
    const granteeRef = actorRefOf(grantee.id);
    const isSelf = grantee.id === actorId;
    const other = isSelf ? chain : (states.get<Chain>(granteeRef, "privilege_escalation") ?? newChain(observed.atMs));
    const what = whatIsGiven(observed);
    const isHeld = other.held.includes(what);
    if (!isHeld) {
      other.held.push(what);
      if (other.held.length > HELD_MAX) other.held.shift();
      states.put(granteeRef, "privilege_escalation", other);
    }
    const isRegular = chain.grantsMade > REGULAR_GRANTS;
    const knownMs = observed.atMs - other.firstMs;
    const isTenantSettled = observed.atMs - tenantFirstMs > 2 * settings.newcomer_days * DAY_MS;
    const why = [
      ...(isSelf && !(isRegular && isHeld)
        ? [isRegular ? "to oneself, by somebody who often gives rights" : "to oneself"]
        : []),
      ...(!isSelf && isTenantSettled && knownMs < settings.newcomer_days * DAY_MS
        ? [`to somebody known for ${span(Math.max(0, knownMs))}`]
        : []),
      ...(isFirstGrant && isSettled ? ["by somebody who never gave rights before"] : []),
    ];
    if (why.length === 0) continue;
    const grant: Grant = {
      atMs: observed.atMs,
      seq: observed.seq,
      by: memberOf(actorId!),
      byName: memberOf(actorName(observed)),
      what,
      why,
    };
    other.given.push(grant);
    other.given = other.given.filter(({ atMs }) => atMs > observed.atMs - 2 * LATE_KEEP_MS).slice(-GRANTS_MAX);
    states.put(granteeRef, "privilege_escalation", other);
    if (isSelf || why.length > 1)
      situation.report({
        ref: granteeRef,
        dedupKey: `grant:${grant.by}`,
        dedupMs: DAY_MS,
        finding: findingOf(watch, grant, [], grantee.name, grantee.id),
      });
    reportUse(watch, granteeRef, other, grant, grantee.name, grantee.id);
  }
}

const isToSelf = ({ why }: Grant) => why.some((one) => one.startsWith("to oneself"));

/** Reports a grant with its uses, if it has any: whichever of the two came last. */
function reportUse(watch: Watch, ref: StateRef, chain: Chain, grant: Grant, name: string, id: string): void {
  const { settings, situation } = watch;
  const uses = chain.uses.filter(
    ([ms, seq]) => ms > grant.atMs && seq !== grant.seq && ms - grant.atMs <= settings.use_hours * HOUR_MS,
  );
  const isStrange = grant.why.includes("to oneself");
  if (uses.length === 0 || (!isStrange && !uses.some(([, , , first]) => first === "first"))) return;
  situation.report({
    ref,
    dedupKey: `grant:${grant.by}`,
    dedupMs: DAY_MS,
    finding: findingOf(watch, grant, uses, name, id),
  });
}

/** A grant to oneself, or one that is odd twice over, stands as set; once used one level graver; any other one milder. */
function severityOf(grant: Grant, uses: readonly Moment[], settings: Settings): AlertSeverity {
  const isPlain = !grant.why.includes("to oneself") && grant.why.length < 2;
  return graver(settings.severity, isPlain ? -1 : uses.length > 0 ? 1 : 0);
}

function findingOf(watch: Watch, grant: Grant, uses: readonly Moment[], name: string, id: string): Finding {
  const { observed, settings } = watch;
  const confidence: Confidence = grant.why.some((why) => why.startsWith("by"))
    ? { value: 0.9, words: "0.9: that somebody never gave rights before rests on what was recorded since" }
    : CERTAIN;
  const toMs = uses.at(-1)?.[0] ?? grant.atMs;
  const actions = [...new Set(uses.map(([, , action]) => action!))];
  const isSelf = isToSelf(grant);
  const given = isSelf ? `${name} gave themselves ${grant.what}` : `${grant.byName} gave ${name} ${grant.what}`;
  return {
    source: "privilege_escalation",
    entity: id === observed.columns.actorId ? actorEntity(observed) : { type: "actor", id, name },
    title:
      uses.length > 0
        ? `${given} and ${isSelf ? "used it" : `${name} used it`} within ${span(toMs - grant.atMs)}`
        : given,
    severity: severityOf(grant, uses, settings),
    confidence: confidence.value,
    atMs: observed.atMs,
    seqs: evidence([grant.seq, ...uses.map(([, seq]) => seq)]),
    events: 1 + uses.length,
    isLate: false,
    explanation: {
      seen: `${grant.what} given ${listed(grant.why)}${actions.length > 0 ? `, then ${listed(actions)}` : ""}`,
      expected: `rights are given by those who do so usually, to others who have been there for ${many(settings.newcomer_days, "day")}`,
      window: { fromMs: grant.atMs, toMs: Math.max(toMs, grant.atMs) },
      arithmetic: [
        ...grant.why.map((why) => ({ label: "given", value: why })),
        ...uses.map(([ms, , action, first]) => ({
          label: "then",
          value: action!,
          note: `${span(ms - grant.atMs)} after the grant${first ? ", for the first time" : ""}`,
        })),
      ],
      confidence: confidence.words,
    },
  };
}
