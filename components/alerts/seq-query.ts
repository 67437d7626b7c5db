/** A query has at most 64 terms; a few are left to whoever narrows it. */
const TERMS_MAX = 60;

/** Runs of consecutive seqs, of the ascending ones. */
function runsOf(seqs: readonly number[]): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const seq of seqs) {
    const last = runs.at(-1);
    if (last && seq === last.to + 1) last.to = seq;
    else runs.push({ from: seq, to: seq });
  }
  return runs;
}

function write(runs: readonly { from: number; to: number }[]): string {
  const ranges = runs.filter(({ from, to }) => from < to).map(({ from, to }) => `seq:${from}..${to}`);
  const singles = runs.filter(({ from, to }) => from === to).map(({ from }) => from);
  const terms = singles.length > 0 ? [...ranges, `seq:${singles.join(",")}`] : ranges;
  return terms.length === 1 ? terms[0]! : `(${terms.join(" OR ")})`;
}

/** Queries that together find exactly these events, ascending; mostly one, and none for no event. */
export function seqQueries(seqs: readonly number[]): { q: string; events: number }[] {
  const runs = runsOf(seqs);
  const queries: { q: string; events: number }[] = [];
  for (let at = 0; at < runs.length; at += TERMS_MAX) {
    const part = runs.slice(at, at + TERMS_MAX);
    queries.push({ q: write(part), events: part.reduce((sum, { from, to }) => sum + to - from + 1, 0) });
  }
  return queries;
}
