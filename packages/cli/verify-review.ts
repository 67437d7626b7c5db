import { canonicalize, openNote, parseVkey, sha256, TlogError, toHex, utf8 } from "../tlog/index.ts";
import { CliError, printable } from "./cli-error.ts";
import { readText } from "./input.ts";
import { parseStrict } from "./strict-json.ts";
import { plural, type Terminal } from "./terminal.ts";
import { readVerifierKey } from "./verifier-key.ts";
import type { Step } from "./verify-steps.ts";

export interface ReviewFiles {
  statement: string;
  note: string;
  key: string;
}

type Counts = Record<(typeof DECISIONS)[number], number>;

interface Item {
  kind: "key" | "member";
  id: string;
  subject: { name: string; role: string };
  decision: (typeof DECISIONS)[number];
}

/** The signed statement of an access review, version 1. */
interface Statement {
  v: 1;
  tenant: string;
  origin: string;
  review: string;
  started_at: string;
  started_by: string;
  completed_at: string;
  completed_by: string;
  items: Item[];
  counts: { keys: Counts; members: Counts };
}

const NOTE_FIRST_LINE = "sealtrail-review/v1";
const LEDGER_ORIGIN = /^[^/]+\/tlog\/([^/]+)(?:\/[1-9][0-9]*)?$/;
const DECISIONS = ["kept", "revoked", "gone"] as const;
const TEXTS = [
  "tenant",
  "origin",
  "review",
  "started_at",
  "started_by",
  "completed_at",
  "completed_by",
] as const satisfies (keyof Statement)[];

/** Verifies the record of an access review offline and says what that shows. Exit code 0 when verified, 1 when not. */
export async function verifyReviewFiles(files: ReviewFiles, json: boolean, terminal: Terminal): Promise<number> {
  if (files.statement === "-" && files.note === "-")
    throw new CliError("review and note cannot both come from standard input; give one of them as a file");
  const key = await readVerifierKey(files.key, terminal);
  const text = await readText(files.statement, terminal);
  const statement = readStatement(files.statement, text);
  const note = await readNote(files.note, terminal);
  const steps = trySteps(statement, text, note, key.vkey);
  const isVerified = steps.every((step) => step.ok === true);
  if (json) terminal.out(JSON.stringify(jsonOf(statement, text, steps, isVerified)));
  else if (isVerified) for (const line of describe(statement, text, key.id)) terminal.out(line);
  else reportFailure(files, steps, terminal);
  return isVerified ? 0 : 1;
}

function readStatement(file: string, text: string): Statement {
  if (text.startsWith("sealtrail-"))
    throw new CliError(`${file}: is a note, not a review; were review and --note exchanged?`);
  const value = parseStrict(file, text) as Partial<Statement> & { statement?: unknown };
  const not = (why: string) => new CliError(`${file}: is not the record of an access review: ${why}`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw not("it is no JSON object");
  if (typeof value.statement === "string")
    throw new CliError(
      `${file}: is an answer of the API; save the text of its member statement alone, byte for byte, as the review, and that of note as the note`,
    );
  if (value.v !== 1) throw not(`its version v is ${JSON.stringify(value.v) ?? "missing"}, not 1`);
  for (const name of TEXTS) if (typeof value[name] !== "string") throw not(`it has no ${name}`);
  if (!Array.isArray(value.items)) throw not("it has no items");
  if (typeof value.counts !== "object" || value.counts === null) throw not("it has no counts");
  value.items.forEach((item: Partial<Item> | null, i) => {
    const isItem =
      (item?.kind === "key" || item?.kind === "member") &&
      typeof item.id === "string" &&
      typeof item.subject?.name === "string" &&
      DECISIONS.some((decision) => decision === item.decision);
    if (!isItem) throw not(`item ${i} is no key or member with a decision`);
  });
  return value as Statement;
}

async function readNote(file: string, terminal: Terminal): Promise<string> {
  const text = await readText(file, terminal);
  if (/^\s*\{/.test(text)) throw new CliError(`${file}: is JSON, not a note; were review and --note exchanged?`);
  return text;
}

function trySteps(statement: Statement, text: string, note: string, vkey: string): Step[] {
  const steps: Step[] = [];
  const step = <T>(name: string, work: () => T): T | undefined => {
    try {
      const result = work();
      steps.push({ name, ok: true });
      return result;
    } catch (error) {
      if (!(error instanceof Fault) && !(error instanceof TlogError)) throw error;
      steps.push({ name, ok: false, code: error.code, message: error.message });
      return undefined;
    }
  };
  const signed = step("the note is signed by the ledger's key", () => openNote(note, [vkey]).text.split("\n"));
  if (signed) {
    step("the note is of a review of this ledger", () => {
      const [first, origin] = signed;
      if (first !== NOTE_FIRST_LINE)
        throw new Fault("note_kind", `its first line is ${JSON.stringify(first)}, not ${NOTE_FIRST_LINE}`);
      const { name } = parseVkey(vkey);
      if (origin !== name || statement.origin !== name)
        throw new Fault(
          "origin_mismatch",
          `the review is of ${statement.origin}, the note of ${origin}, the key of ${name}`,
        );
    });
    step("the signed SHA-256 is that of the review, byte for byte", () => {
      const hash = toHex(sha256(utf8(text)));
      if (signed[2] !== hash || signed.length !== 4)
        throw new Fault("statement_mismatch", `the note signs ${signed[2]}, the file has ${hash}`);
    });
  } else
    steps.push(
      { name: "the note is of a review of this ledger" },
      { name: "the signed SHA-256 is that of the review, byte for byte" },
    );
  step("the review is canonical JSON, and its counts are those of its items", () => {
    if (canonicalize(statement) !== text) throw new Fault("statement_form", "it is not written as RFC 8785 demands");
    if (canonicalize(statement.counts) !== canonicalize(countsOf(statement)))
      throw new Fault("counts_mismatch", "the items give other counts");
    if (LEDGER_ORIGIN.exec(statement.origin)?.[1] !== statement.tenant)
      throw new Fault("tenant_mismatch", `${statement.origin} is not the ledger of tenant ${statement.tenant}`);
  });
  return steps;
}

class Fault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

function countsOf({ items }: Statement): Statement["counts"] {
  const of = (kind: Item["kind"], decision: Item["decision"]) =>
    items.filter((item) => item.kind === kind && item.decision === decision).length;
  const counts = (kind: Item["kind"]) => ({
    kept: of(kind, "kept"),
    revoked: of(kind, "revoked"),
    gone: of(kind, "gone"),
  });
  return { keys: counts("key"), members: counts("member") };
}

function reportFailure(files: ReviewFiles, steps: Step[], terminal: Terminal): void {
  terminal.err(`NOT verified: ${printable(files.statement)} with ${printable(files.note)}`);
  for (const step of steps) {
    if (step.ok === undefined) terminal.err(`  not tried  ${step.name}`);
    else if (step.ok) terminal.err(`  holds      ${step.name}`);
    else terminal.err(`  FAILS      ${step.name}: ${printable(step.message)} [${step.code}]`);
  }
}

function jsonOf(statement: Statement, text: string, steps: Step[], isVerified: boolean): unknown {
  if (!isVerified) return { verified: false, steps };
  const { tenant, origin, review, completed_at, completed_by, counts } = statement;
  const hash = toHex(sha256(utf8(text)));
  return { verified: true, review, tenant, origin, completed_at, completed_by, counts, sha256: hash, steps };
}

function describe(statement: Statement, text: string, keyId: string): string[] {
  const { items, counts } = statement;
  const ended = items.filter((item) => item.decision !== "kept");
  const sum = ({ kept, revoked, gone }: Counts) => `${kept} kept, ${revoked} revoked, ${gone} gone`;
  const lines: [string, string][] = [
    ["review", statement.review],
    ["started", `${statement.started_at} by ${statement.started_by}`],
    ["completed", `${statement.completed_at} by ${statement.completed_by}`],
    ["tenant", statement.tenant],
    ["ledger", statement.origin],
    ["keys", sum(counts.keys)],
    ["members", sum(counts.members)],
    ...ended.map((item): [string, string] => [item.decision, `${item.kind} ${item.id} (${item.subject.name})`]),
    ["sha256", toHex(sha256(utf8(text)))],
    ["key", `${keyId} (Ed25519)`],
  ];
  return [
    `Verified: the ledger's key signed this access review of ${plural(items.length, "key or member", "keys and members")}.`,
    "",
    ...lines.map(([name, value]) => `  ${name.padEnd(9)} ${printable(value)}`),
    "",
    "This shows what was decided of each, and that not a byte was changed since. The ledger itself commits to it: its event",
    "review.completed carries the same sha256, so its proof shows when the review was completed.",
  ];
}
