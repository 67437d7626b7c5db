import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { ledgerFaults } from "../tests/ledger-check.ts";
import { makeTenant, type TestTenant } from "../tests/tenant.ts";

const CORPUS = resolve(process.cwd(), "../shared/corpus");
const BODY_BYTES = 6_000_000;
const SYSTEMS = [
  ["cloudtrail", "aws_cloudtrail", "aws.cloudtrail"],
  ["kubernetes", "kubernetes_audit", "kubernetes.audit"],
] as const;

let runtime: TestRuntime;
let tenant: TestTenant;
let call: Call;
beforeAll(async () => {
  runtime = await openTestRuntime();
  tenant = await makeTenant();
  ({ call } = await openApiServer());
});

function linesOf(folder: string): string[] {
  const directory = `${CORPUS}/${folder}`;
  const files = readdirSync(directory).filter((name) => name.endsWith(".events.ndjson"));
  return files.flatMap((name) => readFileSync(`${directory}/${name}`, "utf8").trimEnd().split("\n"));
}

/** Bodies of whole lines, each under the limit. */
function bodiesOf(lines: string[]): string[] {
  const bodies: string[] = [];
  let body = "";
  for (const line of lines) {
    if (body.length + line.length > BODY_BYTES) {
      bodies.push(body);
      body = "";
    }
    body += `${line}\n`;
  }
  return [...bodies, body];
}

async function importAll(system: string, lines: string[], zipped: boolean) {
  const sums = { records: 0, appended: 0, duplicates: 0, conflicts: 0, unmapped: 0 };
  for (const body of bodiesOf(lines)) {
    const headers = { "content-type": "application/x-ndjson", ...(zipped ? { "content-encoding": "gzip" } : {}) };
    const answer = await call(`/api/v1/import/${system}`, {
      token: tenant.ingest,
      body: zipped ? gzipSync(body) : body,
      headers,
    });
    expect(answer.status, answer.text.slice(0, 300)).toBe(201);
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += answer.json[name];
  }
  return sums;
}

const sizeOf = async () => {
  const [row] = await superQuery<{ size: string }>(runtime.urls, "SELECT size FROM ledger WHERE tenant_id = $1", [
    tenant.id,
  ]);
  return Number(row!.size);
};

describe.skipIf(!existsSync(CORPUS))("the whole corpus over HTTP", () => {
  test.each(SYSTEMS)(
    "%s: every record once, byte for byte; importing again appends nothing",
    async (system, folder) => {
      const lines = linesOf(folder);
      const before = await sizeOf();
      const first = await importAll(system, lines, false);
      expect(first.records).toBe(lines.length);
      expect(first.appended + first.duplicates + first.conflicts).toBe(lines.length);
      expect(first.unmapped).toBe(0);
      expect(await sizeOf()).toBe(before + first.appended);
      const again = await importAll(system, lines, true);
      expect(again).toMatchObject({ records: lines.length, appended: 0, conflicts: first.conflicts });
      expect(again.duplicates + again.conflicts).toBe(lines.length);
      expect(await sizeOf()).toBe(before + first.appended);
      const rows = await superQuery<{ raw: string }>(
        runtime.urls,
        "SELECT body::jsonb->>'raw' AS raw FROM event WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq",
        [tenant.id, before],
      );
      const short = lines.filter((line) => Buffer.byteLength(line) <= 32_000);
      const sent = new Set(short);
      const kept = new Set(rows.map((row) => row.raw));
      expect([...kept].filter((raw) => Buffer.byteLength(raw) <= 31_000 && !sent.has(raw))).toEqual([]);
      expect(short.filter((line) => !kept.has(line)).length).toBeLessThanOrEqual(first.conflicts);
      expect(await ledgerFaults(runtime.urls, tenant.id)).toEqual([]);
    },
  );
});

test("what may not import is refused; what cannot be mapped is kept as it came; nothing is stored unsaid", async () => {
  const before = await sizeOf();
  const body = '{"eventVersion":"1.08"}';
  const into = (system: string, token: string | undefined, bytes: string | Uint8Array) =>
    call(`/api/v1/import/${system}`, { token, body: bytes });
  const tries = [
    [await into("nothing", tenant.ingest, body), 404],
    [await into("__proto__", tenant.ingest, body), 404],
    [await into("cloudtrail", tenant.provisioning, body), 403],
    [await into("cloudtrail", undefined, body), 401],
    [await into("cloudtrail", tenant.ingest, Buffer.alloc(9_000_000, 0x20)), 413],
  ] as const;
  for (const [answer, status] of tries) expect(answer.status, answer.text.slice(0, 200)).toBe(status);
  let appended = 0;
  const odd = [
    "{",
    "[]",
    "null",
    "7",
    '"x"',
    "{}",
    "[[]]",
    "[null]",
    '{"Records":{}}',
    '{"Records":[7]}',
    "\u0000",
    "\ufffd{}",
    "[[[",
    body,
  ];
  for (const bytes of [...odd, Buffer.from([0xff, 0xfe, 0x7b])]) {
    const answer = await into("cloudtrail", tenant.ingest, bytes);
    expect([201, 400, 422], `${bytes}: ${answer.text.slice(0, 200)}`).toContain(answer.status);
    if (answer.status === 201) appended += answer.json.appended;
  }
  const [row] = await superQuery<{ n: number }>(
    runtime.urls,
    "SELECT count(*)::int AS n FROM event WHERE tenant_id = $1 AND seq >= $2 AND origin IS DISTINCT FROM 'sealtrail'",
    [tenant.id, before],
  );
  expect(row!.n).toBe(appended);
  expect(await ledgerFaults(runtime.urls, tenant.id)).toEqual([]);
});
