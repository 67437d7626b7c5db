import { zipBundle } from "../../packages/tlog/testing/bundle.ts";
import { randomFrom } from "../../packages/tlog/testing/random.ts";
import { alter } from "./alter.ts";
import { makeBases } from "./bases.ts";
import { commandLine, hasIndependent, independent, type Judge, pageScript, type Question } from "./judges.ts";

export interface AlterationResult {
  altered: number;
  untouched: number;
  /** Altered bundles that all judges took, since nothing of their content is another. */
  accepted: number;
  judges: string[];
  faults: string[];
}

const CHUNK = 250;

interface Case extends Question {
  what: string;
  expected: "verified" | "refused" | "agreement";
}

/** Has `count` altered bundles and the untouched ones judged by every judge that is there, and names where they differ or are wrong. */
export async function judgeAlterations(
  count: number,
  seed: number,
  page: string,
  onProgress: (done: number) => void = () => {},
): Promise<AlterationResult> {
  const random = randomFrom(seed);
  const bases = await makeBases(random);
  const judges: Record<string, Judge> = { "command line": commandLine, "verify.html": pageScript(page) };
  if (hasIndependent) judges["independent verifier"] = independent;
  const result: AlterationResult = { altered: 0, untouched: 0, accepted: 0, judges: Object.keys(judges), faults: [] };
  const untouched = bases.map(
    ({ name, ledger, files }): Case => ({ what: name, zip: zipBundle(files), vkey: ledger.vkey, expected: "verified" }),
  );
  judgeAll(untouched, judges, result);
  while (result.altered < count) {
    const cases = Array.from({ length: Math.min(CHUNK, count - result.altered) }, (_, i): Case => {
      const base = bases[(result.altered + i) % bases.length]!;
      const { what, zip, mustRefuse } = alter(random, base);
      const expected = mustRefuse ? "refused" : "agreement";
      return { what: `${result.altered + i}: ${what}`, zip, vkey: base.ledger.vkey, expected };
    });
    judgeAll(cases, judges, result);
    onProgress(result.altered);
  }
  return result;
}

function judgeAll(cases: Case[], judges: Record<string, Judge>, result: AlterationResult): void {
  const verdicts = Object.entries(judges).map(([name, judge]) => [name, judge(cases)] as const);
  cases.forEach(({ what, expected }, i) => {
    const said = verdicts.map(([name, all]) => ({ name, verdict: all[i]! }));
    const takers = said.filter(({ verdict }) => verdict === "verified");
    const all = said.map(({ name, verdict }) => `${name}: ${verdict}`).join("; ");
    if (takers.length > 0 && takers.length < said.length) result.faults.push(`${what}: they disagree: ${all}`);
    else if (expected === "verified" && takers.length === 0) result.faults.push(`${what}: refused untouched: ${all}`);
    else if (expected === "refused" && takers.length > 0) result.faults.push(`${what}: taken although altered`);
    if (expected === "verified") result.untouched++;
    else {
      result.altered++;
      if (takers.length === said.length) result.accepted++;
    }
  });
}
