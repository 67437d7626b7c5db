import { TILE_WIDTH } from "./tiles.sql.ts";
import type { Finding } from "./verify-database-range.ts";
import type { RootMatch } from "./verify-database-tree.ts";

/** What a fault is about: the event's body or salts, a column, the order of events, a missing or a surplus row, and so on. */
export type FaultKind =
  | "event"
  | "column"
  | "order"
  | "missing"
  | "surplus"
  | "tile"
  | "checkpoint"
  | "ledger"
  | "high_water";

/** One thing wrong with a ledger. `message` names the tenant and the seq; `seqs` are the events concerned, empty for the whole ledger. */
export interface LedgerFault {
  kind: FaultKind;
  seqs: number[];
  message: string;
}

/** Collects up to `max` faults of a ledger and counts the rest. */
export interface FaultList {
  /** `where` stands in the message for the seqs; empty for the ledger as a whole. */
  add(kind: FaultKind, seqs: number[], text: string, where?: string): void;
  faults: LedgerFault[];
  count(): number;
}

export function faultList(tenant: string, max: number): FaultList {
  const faults: LedgerFault[] = [];
  let count = 0;
  return {
    faults,
    count: () => count,
    add(kind, seqs, text, where = seqs.length === 0 ? "" : `seq ${seqs.join(" and ")}`) {
      count++;
      if (faults.length < max) faults.push({ kind, seqs, message: `${tenant}${where && ` ${where}`}: ${text}` });
    },
  };
}

const SHOWN_HEX = 16;
const short = (hash: string | undefined) => (hash ? `${hash.slice(0, SHOWN_HEX)}…` : "none");

/** Where the hash of a leaf is kept, given the seq from which on the tile is incomplete. */
function placeOf(seq: number, incompleteFrom: number): string {
  return seq >= incompleteFrom ? "the ledger row's frontier" : `tile 0/${Math.floor(seq / TILE_WIDTH)}`;
}

/**
 * Turns findings about rows into faults, after all pieces were read: exchanged events are told by their hashes or ids.
 * `match` says which tree the signed roots confirm, as far as any does.
 */
export function reportFindings(
  list: FaultList,
  findings: Finding[],
  context: { match: RootMatch; incompleteFrom: number },
): void {
  const bySealed = new Map(findings.flatMap((one) => (one.sealed ? [[one.sealed, one] as const] : [])));
  const byId = new Map(findings.map((one) => [one.id, one]));
  const told = new Set<Finding>();
  const tilesTold = new Set<string>();
  for (const finding of findings) {
    if (told.has(finding)) continue;
    if (finding.surplus) reportSurplus(list, finding);
    else if (!reportExchange(list, finding, { bySealed, byId, told }))
      reportOne(list, finding, findings, context, tilesTold);
  }
}

function reportSurplus(list: FaultList, finding: Finding): void {
  const more = finding.texts.length === 0 ? "" : `; ${finding.texts.join("; ")}`;
  list.add("surplus", [finding.seq], `a second row has this seq (id ${finding.id}) and was never sealed there${more}`);
}

/** Two events that stand in each other's place, or one that stands where another was sealed. */
function reportExchange(
  list: FaultList,
  finding: Finding,
  known: { bySealed: Map<string, Finding>; byId: Map<string, Finding>; told: Set<Finding> },
): boolean {
  const partner = finding.leaf === undefined ? undefined : known.bySealed.get(finding.leaf);
  if (partner && partner !== finding && finding.leaf !== finding.sealed) {
    const isMutual = partner.leaf === finding.sealed;
    known.told.add(finding);
    if (isMutual) {
      known.told.add(partner);
      const isWholeRow = finding.leaf === finding.stored && finding.texts.length === 0;
      const what = isWholeRow ? "exchanged their places" : "exchanged their bodies";
      list.add("order", [finding.seq, partner.seq], `${what}: each holds the event that was sealed as the other`);
    } else list.add("order", [finding.seq], `holds the event that was sealed as seq ${partner.seq}`);
    return true;
  }
  const other =
    finding.bodyId === undefined || finding.bodyId === finding.id ? undefined : known.byId.get(finding.bodyId);
  if (other && other.bodyId === finding.id && !other.surplus) {
    known.told.add(finding);
    known.told.add(other);
    list.add("order", [finding.seq, other.seq], "exchanged their bodies: each holds the body with the other's id");
    return true;
  }
  return false;
}

function reportOne(
  list: FaultList,
  finding: Finding,
  all: Finding[],
  context: { match: RootMatch; incompleteFrom: number },
  tilesTold: Set<string>,
): void {
  const { seq, leaf, stored, sealed } = finding;
  if (leaf !== undefined && leaf !== stored) reportLeaf(list, finding);
  for (const text of finding.texts) list.add(text.startsWith("column") ? "column" : "event", [seq], text);
  if (leaf === undefined || leaf !== stored || sealed === undefined || sealed === leaf) return;
  const place = placeOf(seq, context.incompleteFrom);
  if (context.match.tiles) {
    list.add("event", [seq], `event and leaf_hash changed together (leaf ${short(leaf)}, sealed was ${short(sealed)})`);
    return;
  }
  // One changed tile is one fault, however many of its 256 hashes differ.
  if (tilesTold.has(place)) return;
  tilesTold.add(place);
  const same = all.filter(
    (one) =>
      !one.surplus && one.sealed && one.leaf !== one.sealed && placeOf(one.seq, context.incompleteFrom) === place,
  );
  const last = same.at(-1)!.seq;
  const hashes = same.length === 1 ? "its hash" : `${same.length} of its hashes up to seq ${last}`;
  const text = context.match.events
    ? `${place} changed: the signed root confirms the event, not ${hashes} (${short(sealed)} for leaf ${short(leaf)})`
    : `${place} and the event disagree in ${hashes} (${short(sealed)} for leaf ${short(leaf)}), and no signed root confirms either`;
  list.add("tile", [seq], text);
}

function reportLeaf(list: FaultList, { seq, leaf, stored, sealed, texts }: Finding): void {
  if (leaf === sealed) {
    list.add(
      "column",
      [seq],
      `column leaf_hash shows ${short(stored)}, the event gives ${short(leaf)}, as it was sealed`,
    );
    return;
  }
  if (!texts.some((text) => /^(body|salts) /.test(text)))
    list.add("event", [seq], `body or salts changed (leaf ${short(leaf)}, sealed was ${short(sealed ?? stored)})`);
  else
    list.add(
      "event",
      [seq],
      `the leaf does not follow any more (leaf ${short(leaf)}, sealed was ${short(sealed ?? stored)})`,
    );
  if (sealed !== undefined && stored !== sealed)
    list.add("column", [seq], `column leaf_hash shows ${short(stored)}, sealed was ${short(sealed)}`);
}
