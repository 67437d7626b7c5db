const MAIN = `sealtrail, the command line of Sealtrail

  npx sealtrail verify PROOF --record FILE --key VKEY    verify one event, offline
  npx sealtrail verify --database [URL]                  verify whole ledgers in their database
  npx sealtrail import cloudtrail|kubernetes FILE...     import another system's audit files
  npx sealtrail send [FILE]                              send events

  npx sealtrail COMMAND --help     what a command takes
  npx sealtrail --version

Exit codes: 0 verified or done, 1 not verified or failed, 2 called wrongly.`;

const VERIFY = `npx sealtrail verify PROOF --record FILE --key VKEY [--json]
npx sealtrail verify --database [URL] [--tenant SLUG|ID] [--key VKEY] [--data-dir DIR] [--json]

One event, with no network:
  PROOF            the .tlog-proof file that GET /api/v1/events/{id}/proof gives, - for standard input
  --record FILE    the record that GET /api/v1/events/{id} gives, - for standard input
  --key VKEY       the ledger's verifier key (<name>+<8 hex digits>+<base64>), or a file that holds it

Whole ledgers, from the rows up: every leaf, column, tile, checkpoint and the high-water marks:
  --database [URL] the database; else DATABASE_URL, else that of the demo in the data directory
  --tenant         one tenant by slug or id; else every ledger that the login may see
  --key VKEY       verifier key of a ledger, may be repeated; else all from the master key in the data directory
  --data-dir DIR   holds master.key and the high-water marks; else SEALTRAIL_DATA_DIR, else .data

  --json           the result as JSON`;

const DESTINATION = `  --url URL        the server; else SEALTRAIL_URL, else the demo's
  --key TOKEN      an ingest key; else SEALTRAIL_KEY, else the demo's
  --tenant SLUG    which of the demo's tenants, by default the first`;

const IMPORT = `npx sealtrail import cloudtrail|kubernetes FILE... [--url URL] [--key TOKEN] [--tenant SLUG] [--json]

Imports the audit files of another system, .gz allowed, - for standard input. The original text of each record is kept byte for
byte. Repeating an import is safe: a record that is there already is not stored again.
${DESTINATION}
  --json           the totals as JSON`;

const SEND = `npx sealtrail send [FILE] [--url URL] [--key TOKEN] [--tenant SLUG] [--idempotency-key TEXT] [--json]

Sends events from FILE or standard input: one JSON object, an array, or one object a line; .gz allowed. They go in requests of up to
500, each stored whole or not at all.
${DESTINATION}
  --idempotency-key TEXT   makes repeating the whole command with the same input safe for a week
  --json                   each receipt as a line of JSON`;

export const HELP = { main: MAIN, verify: VERIFY, import: IMPORT, send: SEND };
