import { readArguments, wrong } from "./arguments.ts";
import { HELP } from "./help.ts";
import type { Terminal } from "./terminal.ts";
import { verifyRecordFiles } from "./verify-record.ts";

/** `sealtrail verify`: one record with its proof, or with --database whole ledgers. */
export async function verify(args: string[], terminal: Terminal): Promise<number> {
  // node:util knows no option with an optional value: --database=URL is read as --database URL.
  const spread = args.flatMap((arg) =>
    arg.startsWith("--database=") ? ["--database", arg.slice("--database=".length)] : [arg],
  );
  const { values, positionals } = readArguments("verify", spread, {
    record: { type: "string" },
    key: { type: "string", multiple: true },
    database: { type: "boolean" },
    tenant: { type: "string" },
    "data-dir": { type: "string" },
  });
  if (values.help) {
    terminal.out(HELP.verify);
    return 0;
  }
  const keys = values.key ?? [];
  if (values.database) {
    if (values.record !== undefined) throw wrong("verify", "--record and --database exclude each other");
    if (positionals.length > 1) throw wrong("verify", `--database takes one address, not ${positionals.length}`);
    const { verifyDatabase } = await import("./verify-database.ts");
    return verifyDatabase(
      { url: positionals[0], tenant: values.tenant, keys, dataDir: values["data-dir"], json: values.json ?? false },
      terminal,
    );
  }
  if (values.tenant !== undefined || values["data-dir"] !== undefined)
    throw wrong("verify", "--tenant and --data-dir belong to --database");
  const [proof, ...others] = positionals;
  if (proof === undefined) throw wrong("verify", "no proof file is named, nor --database");
  if (others.length > 0) throw wrong("verify", `one proof at a time; what is ${JSON.stringify(others[0])}?`);
  if (values.record === undefined)
    throw wrong("verify", "--record is missing: the file with the record that the proof is for");
  const [key, ...moreKeys] = keys;
  if (key === undefined)
    throw wrong("verify", "--key is missing: the verifier key of the ledger, or a file that holds it");
  if (moreKeys.length > 0) throw wrong("verify", "a record is verified with one --key");
  return verifyRecordFiles({ proof, record: values.record, key }, values.json ?? false, terminal);
}
