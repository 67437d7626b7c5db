import type { SealedEvent } from "#tlog";
import type { ExportRow, FileAbout, FileTotals } from "./format.ts";

const TENANT = "0199aaaa-0000-7000-8000-000000000001";

/** What an export is of, with other values where they matter. */
export const about = (over: Partial<FileAbout> = {}): FileAbout => ({
  tenant: { slug: "acme", name: "Acme & Söhne" },
  ledger: `audit.example.com/tlog/${TENANT}`,
  query: 'outcome:denied OR actor.email:"jo@example.com"',
  from: "2026-10-24T22:00:00.000Z",
  to: null,
  order: "newest",
  hidesReads: true,
  timeZone: "Europe/Berlin",
  columns: ["time", "event", "outcome", "from", "actor", "target", "action", "address", "seq", "id"],
  masks: [],
  ledgerSize: 1_234_567,
  exportedAt: "2026-11-28T14:04:05.123Z",
  exportedBy: "Ana Ruiz (ana@example.com)",
  ...over,
});

export const totals = (rows: number, over: Partial<FileTotals> = {}): FileTotals => ({
  rows,
  isCut: false,
  remarks: [],
  ...over,
});

export function row(seq: number, over: Partial<SealedEvent> = {}): ExportRow {
  const at = new Date(Date.parse("2026-10-25T00:30:00.000Z") + seq * 61_007).toISOString();
  return {
    seq,
    event: {
      v: 1,
      id: `0199f000-0000-7000-8000-${String(seq).padStart(12, "0")}`,
      tenant: TENANT,
      key: "k_1",
      occurred_at: at,
      received_at: new Date(Date.parse(at) + 250).toISOString(),
      action: ["secret.read", "user.sign_in", "member.role_changed", "invoice.deleted"][seq % 4]!,
      category: ["access", "authentication", "administration", "change"][seq % 4]!,
      outcome: ["success", "denied", "failure", "unknown"][seq % 5] ?? "success",
      severity: ["info", "low", "medium", "high", "critical"][seq % 5]!,
      actor: { type: "user", id: `u_${seq % 7}`, name: ["Ana Ruiz", "Mika Tan", "Ζωή Παππά", "Анна Ким"][seq % 4]! },
      targets: [{ type: "secret", id: `db/prod/${seq % 3}`, name: "Production database" }],
      source: { ip: `192.0.2.${seq % 250}`, via: "api", location: { country: "DE", city: "Köln" } },
      ...over,
    },
  };
}

export const rowsOf = (length: number): ExportRow[] => Array.from({ length }, (_, seq) => row(seq));

/** Texts that formats stumble over. */
export const HOSTILE: readonly string[] = [
  '=HYPERLINK("http://evil.example","x")',
  "+1+cmd|' /C calc'!A0",
  "-2+3",
  "@SUM(A1)",
  "  =1+1",
  "\t=1+1",
  "\r\n=1+1",
  "＝1+1",
  "\u00a0=1",
  'quo"te, comma; semicolon',
  "two\nlines\r\nthree",
  "NUL\u0000 and \u0001 and \u001b[31m",
  "right\u202eto\u202cleft \u200f\u2066x\u2069",
  "emoji 👩‍🚒 🇩🇪",
  "العربية 日本語 ไทย",
  "_x0041_ & <b>'\"]]>",
  "\uffff\ufffe\u0085\u2028",
  "a|b\\c=d",
  "' lead",
  " space around ",
  "9007199254740993",
  "0012",
  "1e400",
  "TRUE",
  "x".repeat(40_000),
];

/** A row for each of them, in every place that takes text. */
export const hostileRows = (): ExportRow[] =>
  HOSTILE.map((text, seq) =>
    row(seq, {
      actor: { type: "user", id: `${text.slice(0, 200)}`, name: text, email: text },
      targets: [
        { type: "user", id: text, name: text },
        { type: "group", name: text },
      ],
      source: { ip: "2001:db8::1", user_agent: text, endpoint: text, location: { country: "DE", city: text } },
      session_id: text,
      request_id: text,
      description: text,
      changes: [{ field: text, before: null, after: { [text]: text } }],
      metadata: {
        note: text,
        [text]: 1,
        n: [-5, 1.5e300, 9007199254740991, 0, -0.1][seq % 5],
        deep: { list: [text, 1] },
      },
      external_id: text,
      raw: text,
    }),
  );
