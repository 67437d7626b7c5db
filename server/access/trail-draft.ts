import type { Change, Target } from "#tlog";
import type { LedgerDraft } from "../ledger/index.ts";
import { withPlace } from "../places/index.ts";
import { withoutTokens } from "../tokens/index.ts";
import type { Caller, TenantContext } from "./context.ts";
import { type ActionRule, TRAIL_ACTIONS, type TrailAction } from "./trail-actions.ts";

export interface TrailDetails {
  targets?: Target[];
  outcome?: "success" | "failure" | "denied" | "unknown";
  /** Instead of the action's own. */
  severity?: ActionRule["severity"];
  description?: string;
  changes?: Change[];
  metadata?: Record<string, unknown>;
}

function actorOf(caller: Caller): LedgerDraft["actor"] {
  if (caller.type === "user") return { type: "user", id: caller.id, name: caller.name, email: caller.email };
  if (caller.type === "key")
    return {
      type: "key",
      id: caller.id,
      name: caller.name,
      metadata: { kind: caller.kind, purpose: caller.purpose, ...(caller.isOldSecret ? { secret: "old" } : {}) },
    };
  return { type: "system", id: caller.id, name: caller.name };
}

const REFERENCE_CHARACTERS_MAX = 200;
const LINE_CHARACTERS_MAX = 1_000;

const line = (text: string, charactersMax: number) =>
  Array.from(
    withoutTokens(text)
      .replace(/\p{Cc}/gu, " ")
      .toWellFormed(),
  )
    .slice(0, charactersMax)
    .join("");

/** Somebody may send a token where a query, a name or a reason belongs: its secret must not be sealed for ever. */
function withoutTokensIn<T>(value: T): T {
  if (typeof value === "string") return withoutTokens(value) as T;
  if (Array.isArray(value)) return value.map(withoutTokensIn) as T;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [withoutTokens(name), withoutTokensIn(member)]),
  ) as T;
}

/** A trail event about what `context` did at `at`. What a stranger could have put in (agent, address) is made to fit the event's rules. */
export function trailDraft(context: TenantContext, action: TrailAction, details: TrailDetails, at: Date): LedgerDraft {
  const rule: ActionRule = TRAIL_ACTIONS[action];
  const { origin, caller } = context;
  const draft = withPlace<LedgerDraft>({
    occurred_at: at.toISOString(),
    action,
    category: rule.category,
    crud: rule.crud,
    outcome: details.outcome ?? "success",
    severity: details.severity ?? rule.severity ?? "info",
    actor: actorOf(caller),
    ...(details.targets?.length ? { targets: details.targets } : {}),
    source: {
      ...(origin.ip ? { ip: origin.ip } : {}),
      ...(origin.userAgent ? { user_agent: line(origin.userAgent, LINE_CHARACTERS_MAX) } : {}),
      ...(origin.endpoint ? { endpoint: line(origin.endpoint, LINE_CHARACTERS_MAX) } : {}),
      via: origin.via,
    },
    ...(caller.type === "user" && caller.sessionId ? { session_id: caller.sessionId } : {}),
    request_id: line(origin.requestId, REFERENCE_CHARACTERS_MAX),
    ...(details.description ? { description: details.description } : {}),
    ...(details.changes?.length ? { changes: details.changes } : {}),
    ...(details.metadata && Object.keys(details.metadata).length > 0 ? { metadata: details.metadata } : {}),
    origin: { system: "sealtrail" },
  });
  return /st_|%/.test(JSON.stringify(draft)) ? withoutTokensIn(draft) : draft;
}
