import { type ApiRecord, PARTS, type SealedEvent, splitEvent, toHex, type VerifiedRecord } from "../tlog/index.ts";
import { CliError, printable } from "./cli-error.ts";
import { readText } from "./input.ts";
import { parseStrict } from "./strict-json.ts";
import { count, plural, type Terminal } from "./terminal.ts";
import { readVerifierKey, type VerifierKey } from "./verifier-key.ts";
import { type Outcome, verifySteps } from "./verify-steps.ts";

export interface RecordFiles {
  proof: string;
  record: string;
  key: string;
}

/** Verifies one record offline and says what that shows. Exit code 0 when verified, 1 when not. */
export async function verifyRecordFiles(files: RecordFiles, json: boolean, terminal: Terminal): Promise<number> {
  if (files.proof === "-" && files.record === "-")
    throw new CliError("proof and record cannot both come from standard input; give one of them as a file");
  const key = await readVerifierKey(files.key, terminal);
  const proofText = await readProof(files.proof, terminal);
  const record = await readRecord(files.record, terminal);
  const outcome = verifySteps(record, proofText, key.vkey);
  if (json) terminal.out(JSON.stringify(jsonOf(record, outcome, key)));
  else if (outcome.verified) for (const line of describe(record, outcome.verified, key)) terminal.out(line);
  else reportFailure(files, outcome, terminal);
  return outcome.verified ? 0 : 1;
}

async function readProof(file: string, terminal: Terminal): Promise<string> {
  const text = await readText(file, terminal);
  if (text.startsWith("c2sp.org/tlog-proof@v1\n")) return text;
  if (text.startsWith("c2sp.org/tlog-proof@v1\r"))
    throw new CliError(
      `${file}: has Windows line ends (CR LF); a proof ends its lines in LF alone, fetch it again as it is`,
    );
  if (/^\s*\{/.test(text)) {
    const isRecord = text.includes('"leaf_hash"');
    throw new CliError(
      isRecord
        ? `${file}: is a record, not a proof; were proof and --record exchanged?`
        : `${file}: is JSON, not a proof file; fetch the proof with Accept: text/plain`,
    );
  }
  throw new CliError(`${file}: is not a proof: its first line is not c2sp.org/tlog-proof@v1`);
}

async function readRecord(file: string, terminal: Terminal): Promise<ApiRecord> {
  const text = await readText(file, terminal);
  if (text.startsWith("c2sp.org/tlog-proof@"))
    throw new CliError(`${file}: is a proof, not a record; were proof and --record exchanged?`);
  const value = parseStrict(file, text) as Partial<ApiRecord> & { records?: unknown[]; error?: unknown };
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new CliError(`${file}: is not a record: it is no JSON object`);
  if (Array.isArray(value.records))
    throw new CliError(
      `${file}: is a list of ${plural(value.records.length, "record")}; save one record, as GET /api/v1/events/{id} gives it`,
    );
  if (value.error !== undefined && value.event === undefined)
    throw new CliError(`${file}: is an error answer of the API, not a record`);
  for (const name of ["seq", "event", "leaf_hash"] as const) {
    if (value[name] === undefined)
      throw new CliError(`${file}: is not a record: it has no ${name}; save what GET /api/v1/events/{id} gives`);
  }
  if (typeof value.event !== "object" || value.event === null)
    throw new CliError(`${file}: is not a record: its event is no object`);
  return value as ApiRecord;
}

function reportFailure(files: RecordFiles, outcome: Outcome, terminal: Terminal): void {
  terminal.err(`NOT verified: ${printable(files.record)} with ${printable(files.proof)}`);
  for (const step of outcome.steps) {
    if (step.ok === undefined) terminal.err(`  not tried  ${step.name}`);
    else if (step.ok) terminal.err(`  holds      ${step.name}`);
    else terminal.err(`  FAILS      ${step.name}: ${printable(step.message)} [${step.code}]`);
  }
}

interface Parts {
  whole: string[];
  withheld: string[];
}

function partsOf(record: ApiRecord): Parts {
  const withheld = PARTS.filter((part) => record.digests?.[part] !== undefined);
  const { parts } = splitEvent(record.event);
  return { withheld, whole: PARTS.filter((part) => parts[part] !== undefined && !withheld.includes(part)) };
}

function jsonOf(record: ApiRecord, outcome: Outcome, key: VerifierKey): unknown {
  const { verified, steps } = outcome;
  if (!verified) return { verified: false, steps };
  const { whole, withheld } = partsOf(record);
  return {
    verified: true,
    event: { id: record.event.id, seq: record.seq, action: record.event.action, tenant: verified.tenant },
    origin: verified.origin,
    size: verified.size,
    root: toHex(verified.root),
    leaf_hash: toHex(verified.leafHash),
    key_id: key.id,
    hashes: verified.steps.length,
    proven_parts: whole,
    withheld_parts: withheld,
    steps,
  };
}

/** Only what the leaf covers is shown: of a part given by its digest nothing is proven, whatever the record says of it. */
function describe(record: ApiRecord, verified: VerifiedRecord, key: VerifierKey): string[] {
  const { event } = record;
  const { whole, withheld } = partsOf(record);
  const lines: [string, string][] = [
    ["event", `${event.id}, seq ${count(record.seq)}`],
    ["action", `${event.action} (${event.outcome})`],
    ["who", whoOf(event, withheld)],
    ["when", `occurred ${event.occurred_at} as the sender says, received ${event.received_at}`],
    ["tenant", verified.tenant],
    ["ledger", verified.origin],
    ["tree", `${plural(verified.size, "event")}, root ${toHex(verified.root)}`],
    ["key", `${key.id} (Ed25519)`],
    ["proof", `${plural(verified.steps.length, "hash", "hashes")} from leaf ${toHex(verified.leafHash)}`],
    ["shown", whole.length === 0 ? "no personal part" : `${whole.join(", ")}: whole, as sealed`],
  ];
  const erasedBy = (record as ApiRecord & { erased_by?: unknown }).erased_by;
  if (withheld.length > 0) {
    const how =
      erasedBy === undefined ? "withheld" : `withheld or erased (the record names seq ${erasedBy} as the erasure)`;
    lines.push([
      erasedBy === undefined ? "withheld" : "erased",
      `${withheld.join(", ")}: ${how}, only the digest is proven`,
    ]);
  }
  if (record.masked && record.masked.length > 0)
    lines.push(["masked", `${record.masked.join(", ")}; what is left of ${withheld.join(", ")} is not proven`]);
  return [
    "Verified: the event is sealed in the ledger.",
    "",
    ...lines.map(([name, text]) => `  ${name.padEnd(9)} ${printable(text)}`),
    "",
    `This shows that the ledger's key signed a history of ${plural(verified.size, "event")} with exactly this one at seq ${count(record.seq)}.`,
    "It does not show that what the sender said is true, that no event is missing beside it, or that every reader was shown",
    "the same history: for that, compare checkpoints over time.",
  ];
}

function whoOf(event: SealedEvent, withheld: string[]): string {
  if (withheld.includes("actor")) return `${event.actor.type}, who is withheld`;
  const { type, id, name, email } = event.actor;
  const more = [name, email].filter((one) => one !== undefined).join(", ");
  return `${type}${id === undefined ? "" : ` ${id}`}${more === "" ? "" : ` (${more})`}`;
}
