import type { SealedEvent } from "#tlog";

/** The searchable columns of an event, as stored. */
export interface EventColumns {
  occurredAtMs: number;
  keyId: string;
  action: string;
  category: string | null;
  crud: string | null;
  outcome: string;
  severity: string;
  authMethod: string | null;
  actorType: string;
  actorId: string | null;
  targetType: string | null;
  targetId: string | null;
  ip: string | null;
  country: string | null;
  via: string | null;
  environment: string | null;
  sessionId: string | null;
  origin: string | null;
}

const fold = (text: string | undefined) => (text === undefined ? null : text.toLowerCase());

/**
 * The columns that follow from an event. Folded to lower case where the query language ignores case; ids stay as they are.
 * Verification derives them again: an attacker would rather falsify what the search shows than the leaf.
 */
export function deriveColumns(event: SealedEvent): EventColumns {
  const target = event.targets?.[0];
  return {
    occurredAtMs: Date.parse(event.occurred_at),
    keyId: event.key,
    action: event.action.toLowerCase(),
    category: event.category ?? null,
    crud: event.crud ?? null,
    outcome: event.outcome,
    severity: event.severity,
    authMethod: fold(event.auth_method),
    actorType: event.actor.type,
    actorId: event.actor.id ?? null,
    targetType: fold(target?.type),
    targetId: target?.id ?? null,
    ip: event.source?.ip ?? null,
    country: fold(event.source?.location?.country),
    via: fold(event.source?.via),
    environment: fold(event.source?.environment),
    sessionId: event.session_id ?? null,
    origin: fold(event.origin?.system),
  };
}
