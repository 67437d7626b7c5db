import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseReport, LedgerReport } from "../../server/ledger/verify-database.ts";
import { CliError, printable } from "./cli-error.ts";
import { dataDirOf, findDatabase } from "./place.ts";
import { count, plural, type Terminal } from "./terminal.ts";
import { readVerifierKey } from "./verifier-key.ts";

export interface DatabaseArguments {
  url?: string | undefined;
  tenant?: string | undefined;
  keys: string[];
  dataDir?: string | undefined;
  json: boolean;
}

/** Verifies the ledgers of a database from their rows up. Exit code 0 when all are sound, 1 when not. */
export async function verifyDatabase(given: DatabaseArguments, terminal: Terminal): Promise<number> {
  const dataDir = dataDirOf(given.dataDir, terminal);
  const databaseUrl = findDatabase(given.url, dataDir, terminal);
  // The server's own code, loaded for this command alone: the others need nothing but the formats library.
  const { verifyLedgers } = await import("../../server/ledger/verify-database.ts");
  const { directoryHighWater } = await import("../../server/ledger/high-water.ts");
  const keys = await findKeys(given.keys, dataDir, terminal);
  const marksDir = join(dataDir, "high-water");
  const hasMarks = existsSync(marksDir) || keys.masterKeyFile === join(dataDir, "master.key");
  let report: DatabaseReport;
  try {
    report = await verifyLedgers({
      databaseUrl,
      vkeyOf: keys.vkeyOf,
      ...(given.tenant === undefined ? {} : { tenant: given.tenant }),
      ...(hasMarks ? { marks: directoryHighWater(marksDir) } : {}),
      onProgress: ({ checked, size }) => terminal.progress(`${count(checked)} of ${count(size)} events`),
    });
  } catch (error) {
    throw new CliError(whyUnreadable(error as Error & { code?: string }), { cause: error });
  }
  terminal.progress("");
  if (report.ledgers.length === 0)
    throw new CliError(
      given.tenant === undefined
        ? "--database: this login sees no ledger; use the app role, a superuser, or the login of an auditor"
        : `--tenant: this login sees no ledger of ${printable(given.tenant)}`,
    );
  const lost = given.tenant === undefined && hasMarks ? lostLedgers(marksDir, report) : [];
  const ok = report.ok && lost.length === 0;
  if (given.json) terminal.out(JSON.stringify({ ...report, ok, lost }));
  else printReport(report, lost, hasMarks, terminal);
  return ok ? 0 : 1;
}

async function findKeys(given: string[], dataDir: string, terminal: Terminal) {
  const named = new Map<string, string>();
  for (const text of given) {
    const { name, vkey } = await readVerifierKey(text, terminal);
    named.set(name, vkey);
  }
  const file = terminal.env.SEALTRAIL_MASTER_KEY_FILE || join(dataDir, "master.key");
  const hasMaster = existsSync(file);
  if (!hasMaster && named.size === 0)
    throw new CliError(
      `no key to verify the signatures with: give --key with the ledger's verifier key, or --data-dir with the directory that holds master.key (it is not in ${dataDir})`,
    );
  const { deriveSigningKeys, loadMasterKey } = await import("../../server/ledger/signing-keys.ts");
  const derived = hasMaster ? deriveSigningKeys(loadMasterKey(file, false)) : undefined;
  return {
    masterKeyFile: hasMaster ? file : undefined,
    vkeyOf: (origin: string) => named.get(origin) ?? derived?.vkeyOf(origin),
  };
}

function whyUnreadable(error: Error & { code?: string }): string {
  const codes: Record<string, string> = {
    ECONNREFUSED: "nothing listens there; start PostgreSQL, or npm run demo for the demo's",
    ENOTFOUND: "there is no such host",
    "28P01": "the password is wrong",
    "28000": "this login may not connect",
    "3D000": "there is no such database",
    "42P01": "it has no Sealtrail tables",
    "42883": "it has no Sealtrail tables",
    "42501": "this login may not read the ledgers; use the app role, a superuser, or the login of an auditor",
  };
  const why = (error.code && codes[error.code]) || error.message.replace(/(:\/\/[^:@/\s]+:)[^@\s]+@/g, "$1[secret]@");
  return `--database: the database cannot be read: ${why}`;
}

const TENANT_IN_ORIGIN = /\/tlog\/([0-9a-f-]{36})/;

/** Ledgers that have a high-water mark and are not in the database. An auditor's login sees one ledger: nothing follows then. */
function lostLedgers(marksDir: string, report: DatabaseReport): string[] {
  if (!existsSync(marksDir) || report.ledgers.some((ledger) => ledger.slug === null)) return [];
  const known = new Set(report.ledgers.map((ledger) => ledger.tenantId));
  return readdirSync(marksDir)
    .filter((file) => file.endsWith(".checkpoint"))
    .map((file) => decodeURIComponent(file.slice(0, -".checkpoint".length)))
    .filter((origin) => !known.has(TENANT_IN_ORIGIN.exec(origin)?.[1] ?? ""))
    .map((origin) => `${origin}: has a high-water mark, but its ledger is not in the database`);
}

function printReport(report: DatabaseReport, lost: string[], hasMarks: boolean, terminal: Terminal): void {
  for (const ledger of report.ledgers) {
    terminal.out(headline(ledger, hasMarks));
    for (const fault of ledger.faults) terminal.out(`  ${printable(fault.message)}`);
    const more = ledger.faultCount - ledger.faults.length;
    if (more > 0) terminal.out(`  and ${plural(more, "fault")} more`);
  }
  for (const line of lost) terminal.out(printable(line));
  const sum = (of: (ledger: LedgerReport) => number) => report.ledgers.reduce((total, ledger) => total + of(ledger), 0);
  const what = `${plural(report.ledgers.length, "ledger")}, ${plural(
    sum((one) => one.rows),
    "event",
  )}, ${plural(
    sum((one) => one.checkpoints),
    "checkpoint",
  )} in ${(report.durationMs / 1_000).toFixed(1)} s`;
  const faults = sum((one) => one.faultCount) + lost.length;
  terminal.out(faults === 0 ? `Verified: ${what}.` : `NOT verified: ${plural(faults, "fault")} in ${what}.`);
}

function headline(ledger: LedgerReport, hasMarks: boolean): string {
  const mark = !hasMarks
    ? "high-water mark not checked (no data directory)"
    : ledger.markSize === null || ledger.markSize === undefined
      ? "no high-water mark"
      : `high-water mark ${count(ledger.markSize)}`;
  const unsigned = ledger.size - ledger.signedSize;
  const parts = [
    plural(ledger.rows, "event"),
    plural(ledger.checkpoints, "checkpoint"),
    mark,
    ...(unsigned > 0 ? [`${count(unsigned)} not yet signed`] : []),
  ];
  const verdict = ledger.faultCount === 0 ? "sound" : plural(ledger.faultCount, "fault");
  return `${ledger.slug ?? ledger.tenantId}: ${verdict} (${parts.join(", ")})`;
}
