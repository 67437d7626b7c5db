import type { SealedEvent } from "#tlog";

/** An event as any of the reads answers with it. */
export interface ShownRecord {
  event: SealedEvent;
}

/** Looks at everything that comes back, and says what of it is not the asked tenant's. */
export interface Witness {
  /** Calls that were made. */
  queries: number;
  byKind: Record<string, number>;
  /** Rows and texts that were looked at. */
  rows: number;
  texts: number;
  /** What must never be seen, at most ten of each kind of call; `faultCount` has all. */
  faults: string[];
  faultCount: number;
  /** Answers by code, those of aborted calls too. */
  outcomes: Record<string, number>;
  /** Registers something that is the tenant's alone: an id, a slug, an address. */
  own(mark: string, tenantId: string): void;
  ownerOf(mark: string): string | undefined;
  count(kind: string): void;
  outcome(code: string): void;
  fault(text: string): void;
  /** Events: each must name the tenant, and nothing in it may be another's. */
  records(what: string, tenantId: string, records: readonly ShownRecord[]): void;
  /** Rows of any table: each must be of the tenant. */
  tenantRows(what: string, tenantId: string, rows: readonly { tenant_id: string | null }[]): void;
  text(what: string, tenantId: string, text: string): void;
}

const FAULTS_KEPT_OF_A_KIND = 10;
const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const NAMES = /\b(?:t-[0-9a-z]{10}|[0-9A-Za-z]{12})\b/g;

export function makeWitness(): Witness {
  const owners = new Map<string, string>();
  const keptByKind = new Map<string, number>();
  const witness: Witness = {
    queries: 0,
    byKind: {},
    rows: 0,
    texts: 0,
    faults: [],
    faultCount: 0,
    outcomes: {},
    own: (mark, tenantId) => void owners.set(mark, tenantId),
    ownerOf: (mark) => owners.get(mark),
    count(kind) {
      witness.queries++;
      witness.byKind[kind] = (witness.byKind[kind] ?? 0) + 1;
    },
    outcome(code) {
      witness.outcomes[code] = (witness.outcomes[code] ?? 0) + 1;
    },
    fault(text) {
      witness.faultCount++;
      const kind = text.slice(0, text.indexOf(":"));
      const kept = keptByKind.get(kind) ?? 0;
      if (kept >= FAULTS_KEPT_OF_A_KIND) return;
      keptByKind.set(kind, kept + 1);
      witness.faults.push(text);
    },
    records(what, tenantId, records) {
      for (const { event } of records) {
        witness.rows++;
        if (event.tenant !== tenantId) witness.fault(`${what}: an event of ${event.tenant} was shown to ${tenantId}`);
        look(what, tenantId, JSON.stringify(withoutQuestion(event)));
      }
    },
    tenantRows(what, tenantId, rows) {
      for (const row of rows) {
        witness.rows++;
        if (row.tenant_id !== tenantId) witness.fault(`${what}: a row of ${row.tenant_id} was shown to ${tenantId}`);
      }
    },
    text(what, tenantId, text) {
      witness.texts++;
      look(what, tenantId, text);
    },
  };

  function look(what: string, tenantId: string, text: string): void {
    for (const marks of [text.matchAll(UUIDS), text.matchAll(NAMES)]) {
      for (const [mark] of marks) {
        const owner = owners.get(mark);
        if (owner === undefined || owner === tenantId) continue;
        witness.fault(`${what}: ${mark} of ${owner} was shown to ${tenantId}`);
        return;
      }
    }
  }
  return witness;
}

/** A recorded search repeats what its reader asked for, and askers name foreign ids here. */
function withoutQuestion(event: SealedEvent): unknown {
  const { metadata, source, ...rest } = event;
  const { q: _, ...answers } = (metadata ?? {}) as Record<string, unknown>;
  return { ...rest, metadata: answers, source: { ...source, endpoint: undefined } };
}
