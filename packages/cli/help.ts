const MAIN = `sealtrail, the command line of Sealtrail

  npx sealtrail verify BUNDLE.zip [--key VKEY]           verify an evidence bundle, offline
  npx sealtrail verify PROOF --record FILE --key VKEY    verify one event, offline
  npx sealtrail verify REVIEW --note FILE --key VKEY     verify the record of an access review, offline
  npx sealtrail verify --database [URL]                  verify whole ledgers in their database
  npx sealtrail import cloudtrail|kubernetes FILE...     import another system's audit files
  npx sealtrail send [FILE]                              send events
  npx sealtrail export --query QUERY --format FORMAT     export events to a file
  npx sealtrail keys list|create|rotate|revoke|...       issue, watch, rotate and end keys

  npx sealtrail COMMAND --help     what a command takes
  npx sealtrail --version

Exit codes: 0 verified or done, 1 not verified or failed, 2 called wrongly.`;

const VERIFY = `npx sealtrail verify BUNDLE.zip [--key VKEY] [--json]
npx sealtrail verify PROOF --record FILE --key VKEY [--json]
npx sealtrail verify REVIEW --note FILE --key VKEY [--json]
npx sealtrail verify --database [URL] [--tenant SLUG|ID] [--key VKEY] [--data-dir DIR] [--json]

An evidence bundle, with no network:
  BUNDLE.zip       the bundle as it was exported, not unpacked
  --key VKEY       the ledger's verifier key, got by another way than the bundle, or a file that holds it; without it the key in the
                   bundle is used, and you compare it yourself

One event, with no network:
  PROOF            the .tlog-proof file that GET /api/v1/events/{id}/proof gives, - for standard input
  --record FILE    the record that GET /api/v1/events/{id} gives, - for standard input
  --key VKEY       the ledger's verifier key (<name>+<8 hex digits>+<base64>), or a file that holds it

The record of an access review, with no network:
  REVIEW           the review.json that its page gives, - for standard input
  --note FILE      the review.note that its page gives, - for standard input
  --key VKEY       as above

Whole ledgers, from the rows up: every leaf, column, tile, checkpoint and the high-water marks:
  --database [URL] the database; else DATABASE_URL, else that of the demo in the data directory
  --tenant         one tenant by slug or id; else every ledger that the login may see
  --key VKEY       verifier key of a ledger, may be repeated; else all from the master key in the data directory
  --data-dir DIR   holds master.key and the high-water marks; else SEALTRAIL_DATA_DIR, else .data

  --json           the result as JSON`;

const destination = (key: string) => `  --url URL        the server; else SEALTRAIL_URL, else the demo's
  --key TOKEN      ${key}; else SEALTRAIL_KEY, else the demo's
  --tenant SLUG    which of the demo's tenants, by default the first`;

const IMPORT = `npx sealtrail import cloudtrail|kubernetes FILE... [--url URL] [--key TOKEN] [--tenant SLUG] [--json]

Imports the audit files of another system, .gz allowed, - for standard input. The original text of each record is kept byte for
byte. Repeating an import is safe: a record that is there already is not stored again.
${destination("an ingest key")}
  --json           the totals as JSON`;

const SEND = `npx sealtrail send [FILE] [--url URL] [--key TOKEN] [--tenant SLUG] [--idempotency-key TEXT] [--json]

Sends events from FILE or standard input: one JSON object, an array, or one object a line; .gz allowed. They go in requests of up to
500, each stored whole or not at all.
${destination("an ingest key")}
  --idempotency-key TEXT   makes repeating the whole command with the same input safe for a week
  --json                   each receipt as a line of JSON`;

const EXPORT = `npx sealtrail export [--query QUERY] [--format FORMAT] [--from TIME] [--to TIME] [--order newest|oldest]
                     [--time-zone ZONE] [--columns LIST] [--output FILE] [--json]

Asks for an export, waits until the server has made it, downloads it and checks its SHA-256.
  --query QUERY      which events, in the query language; every event without
  --format FORMAT    csv (default), xlsx, parquet, ndjson, json, pdf, evidence, ocsf or cef
  --from, --to TIME  RFC 3339, such as 2026-11-01T00:00:00Z; from is included, to is not
  --order ORDER      newest (default) or oldest first
  --time-zone ZONE   of times in the query and in files for people, such as Europe/Berlin; else UTC
  --columns LIST     of CSV, XLSX and PDF, such as time,actor,action,target,metadata.region
  --output, -o FILE  where the file goes, - for standard output; else the server's name for it, here
${destination("a provisioning key with the right exports.create")}
  --json             what the server says of the export, as JSON`;

const KEYS = `npx sealtrail keys list [--state STATE] [--json]
npx sealtrail keys show ID [--json]
npx sealtrail keys create --kind KIND --name NAME --purpose TEXT [--expires 90d] [...] [--json]
npx sealtrail keys rotate ID [--grace 24h] [--reason TEXT] [--json]
npx sealtrail keys cut ID [--reason TEXT]
npx sealtrail keys revoke ID --reason TEXT
npx sealtrail keys resume ID

A new token goes to standard output alone, once, and everything else that create and rotate say to standard error. ID is the key's id,
or the beginning of its token. Nothing is repeated by itself.

  list     --state active|rotating|suspended|expired|revoked
  create   --kind ingest|provisioning|management   what it is for: to append, to read, to manage
           --name NAME, --purpose TEXT
           --expires 90d|TIME      when it ends, such as 36h, 90d or 2027-02-28T00:00:00Z; not needed for ingest keys
           --recipient TEXT        who gets it
           --owner ID              the member who answers for it, by the person's id
           --role ROLE             the role that it acts within; else that of the management key
           --scope-query QUERY     the events that it sees, such as 'env:prod -category:authentication'
           --mask PATH             a field that it does not see, such as actor.email; may be repeated
           --address BLOCK         where it may be used from, such as 203.0.113.0/28; may be repeated
           --requests-per-minute N, --rows-per-day N, --rotation-days N
  rotate   --grace 24h             how long the present secret works beside the new one; 0 for one that has leaked
  cut                              ends the old secrets of a rotated key at once
  revoke                           ends the key for good
  resume                           lets a key work again that suspended itself

${destination("a management key")}
  --json           the answer as JSON`;

export const HELP = { main: MAIN, verify: VERIFY, import: IMPORT, send: SEND, export: EXPORT, keys: KEYS };
