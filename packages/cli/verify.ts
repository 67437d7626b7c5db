import { readArguments, wrong } from "./arguments.ts";
import { HELP } from "./help.ts";
import type { Terminal } from "./terminal.ts";
import { isBundle, verifyBundleFile } from "./verify-bundle.ts";
import { verifyRecordFiles } from "./verify-record.ts";
import { verifyReviewFiles } from "./verify-review.ts";

/** `sealtrail verify`: an evidence bundle, one record with its proof, with --note the record of an access review, or with --database whole ledgers. */
export async function verify(args: string[], terminal: Terminal): Promise<number> {
  // node:util knows no option with an optional value: --database=URL is read as --database URL.
  const spread = args.flatMap((arg) =>
    arg.startsWith("--database=") ? ["--database", arg.slice("--database=".length)] : [arg],
  );
  const { values, positionals } = readArguments("verify", spread, {
    record: { type: "string" },
    note: { type: "string" },
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
    for (const other of ["record", "note"] as const)
      if (values[other] !== undefined) throw wrong("verify", `--${other} and --database exclude each other`);
    if (positionals.length > 1) throw wrong("verify", `--database takes one address, not ${positionals.length}`);
    const { verifyDatabase } = await import("./verify-database.ts");
    return verifyDatabase(
      { url: positionals[0], tenant: values.tenant, keys, dataDir: values["data-dir"], json: values.json ?? false },
      terminal,
    );
  }
  if (values.tenant !== undefined || values["data-dir"] !== undefined)
    throw wrong("verify", "--tenant and --data-dir belong to --database");
  const isReview = values.note !== undefined;
  const [file, ...others] = positionals;
  if (file === undefined)
    throw wrong("verify", isReview ? "no review file is named" : "no proof file is named, nor --database");
  if (others.length > 0)
    throw wrong("verify", `one ${isReview ? "review" : "proof"} at a time; what is ${JSON.stringify(others[0])}?`);
  if (values.note === undefined && values.record === undefined && (await isBundle(file))) {
    if (keys.length > 1) throw wrong("verify", "a bundle is verified with one --key");
    return verifyBundleFile({ file, key: keys[0] }, values.json ?? false, terminal);
  }
  if (values.note !== undefined && values.record !== undefined)
    throw wrong("verify", "--record and --note exclude each other: a proof has a record, an access review has a note");
  if (values.note === undefined && values.record === undefined)
    throw wrong("verify", "--record is missing: the file with the record that the proof is for");
  const [key, ...moreKeys] = keys;
  if (key === undefined)
    throw wrong("verify", "--key is missing: the verifier key of the ledger, or a file that holds it");
  if (moreKeys.length > 0) throw wrong("verify", `a ${isReview ? "review" : "record"} is verified with one --key`);
  const json = values.json ?? false;
  if (values.note !== undefined) return verifyReviewFiles({ statement: file, note: values.note, key }, json, terminal);
  return verifyRecordFiles({ proof: file, record: values.record!, key }, json, terminal);
}
