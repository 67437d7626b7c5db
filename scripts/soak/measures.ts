import type { AlterationResult } from "../../tests/bundle-alterations/run.ts";
import type { FuzzResult } from "../../tests/crash/fuzz.ts";
import type { RotateKillResult } from "../../tests/crash/rotate-kill.ts";
import type { CrashResult } from "../../tests/crash/verdict.ts";
import type { KilledDetection } from "../../tests/detection/kill-worker.ts";
import type { AgreementResult } from "../../tests/exports/agreement.ts";
import type { KilledExports } from "../../tests/exports/kill-worker.ts";
import type { ForeignResult } from "../../tests/foreign-requests/run.ts";
import type { IsolationResult } from "../../tests/isolation-load/load.ts";

/** One figure of a benchmark's result file; `met` is null where it was not measured, with `why`. */
export interface Row {
  what: string;
  value: number | null;
  unit: string;
  denominator: string;
  ratio: number | null;
  target: number;
  met: boolean | null;
  why?: string;
}

const atMost = (what: string, value: number, unit: string, total: number, of: string): Row => ({
  what,
  value,
  unit,
  denominator: `${total} ${of}`,
  ratio: total === 0 ? null : value / total,
  target: 0,
  met: value === 0 && total > 0,
});

const done = (what: string, value: number, target: number, unit: string): Row => ({
  what,
  value,
  unit,
  denominator: `${target} asked for`,
  ratio: value / target,
  target,
  met: value >= target,
});

export function crashRows(name: string, result: CrashResult, killsAsked: number): Row[] {
  const answers = Object.values(result.statuses).reduce((sum, count) => sum + count, 0);
  const odd = Object.entries(result.statuses)
    .filter(([status]) => !["201", "503", "lost"].includes(status))
    .reduce((sum, [, count]) => sum + count, 0);
  return [
    done(`${name}: kills`, result.kills, killsAsked, "kills"),
    atMost(
      `${name}: events lost, doubled, unasked for or unprovable`,
      result.faults.length,
      "faults",
      result.acknowledgedEvents,
      "acknowledged events",
    ),
    atMost(`${name}: answers other than 201 and 503`, odd, "answers", answers, "requests and repetitions"),
    {
      what: `${name}: checkpoints, each a prefix of the next`,
      value: result.checkpoints,
      unit: "checkpoints",
      denominator: `${result.ledgerEvents} events in the ledger`,
      ratio: null,
      target: 2,
      met: result.checkpoints >= 2 && result.faults.length === 0,
    },
  ];
}

export function fuzzRows(result: FuzzResult, storedEvents: number, asked: number): Row[] {
  const serverErrors = Object.entries(result.statuses)
    .filter(([status]) => !/^[234]/.test(status))
    .reduce((sum, [, count]) => sum + count, 0);
  return [
    done("malformed bodies: sent", result.sent, asked, "bodies"),
    atMost("malformed bodies: answered with 5xx or not at all", serverErrors, "answers", result.sent, "bodies"),
    atMost(
      "malformed bodies: events stored without a receipt",
      Math.abs(storedEvents - result.receipts),
      "events",
      result.sent,
      "bodies",
    ),
  ];
}

export function isolationRows(result: IsolationResult, asked: number): Row[] {
  const name = `${result.clients} clients over ${result.tenants} tenants on ${result.readConnections} connections`;
  const internal = result.outcomes["500"] ?? 0;
  return [
    done(`${name}: queries`, result.queries, asked, "queries"),
    atMost(`${name}: rows of a wrong tenant, and other faults`, result.faultCount, "faults", result.rows, "rows"),
    {
      what: `${name}: connections and statements aborted under way`,
      value: result.cancelled + result.terminated,
      unit: "aborts",
      denominator: `${result.queries} queries`,
      ratio: (result.cancelled + result.terminated) / result.queries,
      target: 1,
      met: result.cancelled > 0 && result.terminated > 0,
    },
    {
      what: `${name}: answers with 500, which a cancelled statement may end in`,
      value: internal,
      unit: "answers",
      denominator: `${result.cancelled} cancelled statements`,
      ratio: result.cancelled === 0 ? null : internal / result.cancelled,
      target: result.cancelled,
      met: internal <= result.cancelled,
    },
  ];
}

export function foreignRows(result: ForeignResult, asked: number): Row[] {
  const name = "requests that name another tenant's things";
  const operations = Object.keys(result.operations).length;
  return [
    done(`${name}: sent, each beside one that names made-up ones`, result.requests, asked, "requests"),
    atMost(
      `${name}: leaks, and differences between "not yours" and "not there" in status, headers, shape and wording`,
      result.faultCount,
      "faults",
      result.requests,
      `requests to ${operations} methods and paths, in ${Object.keys(result.encodings).length} encodings`,
    ),
    {
      what: `${name}: recorded as refused in the other tenant's own trail, since they named a key of it`,
      value: result.recordedRefusals,
      unit: "refusals",
      denominator: `${result.slots.token ?? 0} requests with a token of mixed parts`,
      ratio: result.recordedRefusals / Math.max(1, result.slots.token ?? 0),
      target: 1,
      met: result.recordedRefusals > 0,
    },
  ];
}

export function rotationRows(result: RotateKillResult, asked: number): Row[] {
  const name = "kill -9 in the middle of rotations";
  return [
    done(`${name}: kills`, result.kills, asked, "kills"),
    atMost(
      `${name}: secrets in their grace that do not work, keys without one, rows that do not fit the trail or the answers`,
      result.faults.length,
      "faults",
      result.checks,
      `uses of a secret that was given out, after ${result.acknowledged} acknowledged rotations`,
    ),
    {
      what: `${name}: rotations under way when the process was killed`,
      value: result.unanswered,
      unit: "rotations",
      denominator: `${result.unansweredInEffect} of them took effect, each whole`,
      ratio: null,
      target: asked,
      met: result.unanswered >= asked,
    },
  ];
}

export function alterationRows(result: AlterationResult, asked: number): Row[] {
  const name = "altered evidence bundles";
  const judges = result.judges.length;
  return [
    done(`${name}: made, each judged by every verifier`, result.altered, asked, "bundles"),
    atMost(
      `${name}: taken although altered, refused although untouched, or judged differently`,
      result.faults.length,
      "faults",
      result.altered + result.untouched,
      `bundles, ${result.untouched} of them untouched, judged by ${result.judges.join(", ")}`,
    ),
    {
      what: `${name}: verifiers that judged them`,
      value: judges,
      unit: "verifiers",
      denominator: "3: command line, verify.html and the independent one",
      ratio: judges / 3,
      target: 3,
      met: judges === 3,
    },
  ];
}

export function exportKillRows(result: KilledExports, asked: number): Row[] {
  const name = "kill -9 of workers in the middle of exports";
  return [
    done(`${name}: kills`, result.kills, asked, "kills"),
    atMost(
      `${name}: files that are not those of an undisturbed run`,
      result.faults.length,
      "files",
      result.files,
      `files of every format, ${result.telling} of the kills with the export under way, ${result.resumed} of them gone on with`,
    ),
  ];
}

export function detectionKillRows(result: KilledDetection, asked: number): Row[] {
  const name = "kill -9 of workers that look at events";
  return [
    done(`${name}: kills`, result.kills, asked, "kills"),
    atMost(
      `${name}: alerts that are missing, too many or twice, and remembered state that is not that of one undisturbed pass`,
      result.faults.length,
      "faults",
      result.alerts,
      `alerts of ${result.events} events, ${result.telling} of the kills with events waiting`,
    ),
  ];
}

export function exportAgreementRows(result: AgreementResult, asked: number): Row[] {
  const name = "exports of generated queries";
  return [
    done(`${name}: compared with the list of the same query, view and moment`, result.queries, asked, "queries"),
    atMost(
      `${name}: that have other events than the list`,
      result.faults.length,
      "queries",
      result.queries,
      `queries, ${result.files} answered (${result.telling} with some of the events and not all, ${result.masked} with masks), the others refused alike`,
    ),
  ];
}

export function notMeasured(what: string, why: string): Row {
  return { what, value: null, unit: "", denominator: "", ratio: null, target: 0, met: null, why };
}

/** The table as it is printed. */
export function tableOf(rows: Row[]): string {
  return rows
    .map((row) => {
      const verdict = row.met === null ? "not measured" : row.met ? "met" : "NOT MET";
      return `${verdict.padEnd(12)}  ${row.what}: ${row.value ?? "-"} ${row.unit} (of ${row.denominator || "-"})${row.why ? `; ${row.why}` : ""}`;
    })
    .join("\n");
}
