import type { BundleManifest } from "./bundle-report.ts";
import { canonicalize } from "./jcs.ts";

type Facts = Omit<BundleManifest, "files">;
type Proven = Pick<Facts, "mode" | "rows" | "seq_from" | "seq_to" | "left_out" | "withheld" | "complete" | "size">;

const grouped = (n: number) => String(n).replace(/\B(?=(?:\d{3})+$)/g, ",");
const plural = (n: number, one: string, many = `${one}s`) => `${grouped(n)} ${n === 1 ? one : many}`;
const textOf = (value: unknown) => (typeof value === "string" ? value : canonicalize(value));
const seqsOf = ({ seq_from, seq_to }: Proven) =>
  seq_to - seq_from === 1 ? `seq ${grouped(seq_from)}` : `seq ${grouped(seq_from)} to ${grouped(seq_to - 1)}`;

function periodOf({ from, to }: Facts): string {
  if (from === null && to === null) return "all time";
  if (from === null) return `before ${textOf(to)}`;
  return to === null ? `from ${textOf(from)} on` : `from ${textOf(from)}, before ${textOf(to)}`;
}

function coverageOf(facts: Facts): string {
  if (facts.mode === "rows") return "single rows; completeness is not claimed";
  if (facts.seq_to === 0) return "complete: the ledger was empty";
  return facts.complete
    ? `complete: every event of ${seqsOf(facts)} is here`
    : `${plural(facts.left_out, "event")} of ${seqsOf(facts)} left out`;
}

/** What a bundle says of itself, as names and texts; the texts are from outside and to be treated as such. */
export function bundleFacts(facts: Facts): [name: string, text: string][] {
  const rows: [string, string][] = [
    ["Events", grouped(facts.rows)],
    ["Coverage", coverageOf(facts)],
    ["Query", `${textOf(facts.query) === "" ? "everything" : textOf(facts.query)} (stated, not proved)`],
    ["Period", `${periodOf(facts)} (stated, not proved)`],
    ["Exported", `${textOf(facts.exported_at)} by ${textOf(facts.exported_by)}`],
    ["Ledger", facts.origin],
    ["Tenant", facts.tenant],
    ["Checkpoint", `signed for ${plural(facts.size, "event")}`],
  ];
  if (facts.withheld > 0) {
    const erased =
      facts.erased > 0 ? `; of ${grouped(facts.erased)} of them the bundle says that they were erased` : "";
    rows.splice(2, 0, [
      "Withheld",
      `parts of ${plural(facts.withheld, "event")}, given by their digests alone${erased}`,
    ]);
  }
  return rows;
}

/** What a verified bundle proves, in sentences. */
export function bundleProves(facts: Proven): string[] {
  const proves: string[] = [];
  if (facts.rows > 0)
    proves.push(
      `Each of the ${plural(facts.rows, "event")} is, to the byte, what was sealed at its place in the ledger: the ledger's key signed a history of ${plural(facts.size, "event")} that holds it there.`,
    );
  if (facts.mode === "range" && facts.seq_to > 0)
    proves.push(
      facts.complete
        ? `No event is missing between ${seqsOf(facts)}: every place of the ledger there is shown.`
        : `Every place of ${seqsOf(facts)} is accounted for: ${plural(facts.rows, "event is", "events are")} shown, and ${plural(facts.left_out, "is", "are")} left out, of which the bundle holds the hash alone.`,
    );
  proves.push(
    "The ledger's key signed the manifest: who exported this, when and with which query is what the exporting system stated.",
  );
  return proves;
}

/** What it does not prove. */
export function bundleProvesNot(facts: Proven): string[] {
  const not: string[] = [];
  if (facts.mode === "rows")
    not.push("That no event is missing: single rows prove themselves, and nothing about what lies between them.");
  else if (!facts.complete)
    not.push("That the events which are left out do not fit the query: what is in them cannot be seen.");
  else not.push("Anything about events before or after this part of the ledger.");
  not.push("That the query and the period were really the ones stated.");
  if (facts.withheld > 0)
    not.push("What is in the parts that are withheld or erased: only that they are the ones that were sealed.");
  not.push(
    "That what the senders of the events said is true.",
    "That everybody was shown the same history: for that, compare checkpoints over time.",
  );
  return not;
}
