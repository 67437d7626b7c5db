import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRecords } from "../../server/sources/index.ts";
import { openApiServer } from "../../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { main } from "./main.ts";
import { testTerminal } from "./test-terminal.ts";

const directory = mkdtempSync(join(tmpdir(), "sealtrail-cli-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const corpus = new URL("../../../shared/corpus/", import.meta.url).pathname;

let runtime: TestRuntime;
let tenant: TestTenant;
let url: string;

beforeAll(async () => {
  runtime = await openTestRuntime();
  tenant = await makeTenant();
  url = (await openApiServer()).url;
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

async function run(args: string[], options: { stdin?: string; env?: Record<string, string> } = {}) {
  const env = { SEALTRAIL_URL: url, SEALTRAIL_KEY: tenant.ingest, ...options.env };
  const terminal = testTerminal({ ...options, env });
  const code = await main(args, terminal);
  return { code, lines: terminal.lines, out: terminal.lines.join("\n"), err: terminal.errors.join("\n") };
}

const bodies = async () =>
  (
    await superQuery<{ body: string }>(runtime.urls, "SELECT body FROM event WHERE tenant_id = $1 ORDER BY seq", [
      tenant.id,
    ])
  ).map(({ body }) => JSON.parse(body));

describe("send", () => {
  test("stores lines from standard input in batches of 500", async () => {
    const lines = Array.from({ length: 1_201 }, (_, i) => JSON.stringify(newEvent({ description: `line ${i}` })));
    const { code, out } = await run(["send"], { stdin: lines.join("\n") });
    expect(code).toBe(0);
    expect(out).toMatch(/^Stored 1,201 events in 3 requests: seq \d+ to \d+\.$/);
    const stored = (await bodies()).filter((event) => event.description?.startsWith("line "));
    expect(stored.map((event) => event.description)).toEqual(lines.map((_, i) => `line ${i}`));
  });

  test("takes an array or one object, and gives receipts with --json", async () => {
    const array = file("events.json.gz", gzipSync(JSON.stringify([newEvent(), newEvent()], null, 2)));
    const { code, lines } = await run(["send", array, "--json"]);
    expect(code).toBe(0);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        id: expect.any(String),
        seq: expect.any(Number),
        leaf_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        duplicate: false,
      },
      expect.objectContaining({ duplicate: false }),
    ]);
    expect((await run(["send"], { stdin: JSON.stringify(newEvent(), null, 2) })).out).toMatch(
      /^Stored 1 event in 1 request/,
    );
  });

  test("with --idempotency-key the whole command can be repeated", async () => {
    const events = file("again.ndjson", `${JSON.stringify(newEvent())}\n`);
    const first = await run(["send", events, "--idempotency-key", "nightly-7"]);
    const again = await run(["send", events, "--idempotency-key", "nightly-7"]);
    expect(again.out).toBe(first.out);
  });

  test("names the line of a fault, and how far it came", async () => {
    const lines = Array.from({ length: 502 }, () => JSON.stringify(newEvent()));
    lines[501] = JSON.stringify({ ...newEvent(), action: "no spaces please" });
    const { code, err } = await run(["send", file("faulty.ndjson", lines.join("\n"))]);
    expect(code).toBe(1);
    expect(err).toMatch(/faulty\.ndjson: line 502: action /);
    expect(err).toMatch(/the server refused it with 422: .*; the first 500 events of the input were stored$/);
  });

  test("refuses before sending what is no JSON, and leaves doubtful JSON to the server's reader", async () => {
    expect((await run(["send", file("bad.ndjson", '{"a":1}\n{"b":\n')])).err).toMatch(
      /line 2: is not JSON .*; nothing was stored$/,
    );
    const twice = JSON.stringify(newEvent()).replace('"action":', '"action":"a.b","action":');
    expect(await run(["send"], { stdin: twice })).toMatchObject({ code: 1, err: expect.stringMatching(/422/) });
    expect((await run(["send"], { stdin: " " })).err).toBe("-: holds no event");
  });

  test("says what the server says of a wrong key, and never the key", async () => {
    const { code, err } = await run(["send"], {
      stdin: JSON.stringify(newEvent()),
      env: { SEALTRAIL_KEY: `${tenant.ingest}0` },
    });
    expect(code).toBe(1);
    expect(err).toMatch(/the server refused it with 401: /);
    expect(err).not.toContain(tenant.ingest);
  });
});

/** Answers as given, one after the other, and keeps what it was asked. */
async function scripted(answers: { status: number; headers?: Record<string, string>; body?: unknown }[]) {
  const asked: { message: IncomingMessage; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked.push({ message: request, body: gunzipSync(Buffer.concat(chunks)).toString() });
    const { status, headers, body } = answers[asked.length - 1]!;
    response.writeHead(status, headers).end(body === undefined ? "" : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}

describe("a server that is busy", () => {
  const receipts = [{ id: "x", seq: 4, leaf_hash: "00", duplicate: false }];

  test("is asked again with the same key and body, and who asks is said", async () => {
    const server = await scripted([
      { status: 429, headers: { "retry-after": "1" } },
      { status: 503 },
      { status: 201, body: { receipts } },
    ]);
    const beganMs = performance.now();
    const { code, out } = await run(["send", "--url", server.url], { stdin: '{"action":"a.b"}' });
    server.close();
    expect(code).toBe(0);
    expect(out).toBe("Stored 1 event in 1 request: seq 4 to 4.");
    expect(performance.now() - beganMs).toBeGreaterThan(990);
    expect(server.asked.map(({ body }) => body)).toEqual(Array(3).fill('{"events":[{"action":"a.b"}]}'));
    expect(new Set(server.asked.map(({ message }) => message.headers["idempotency-key"])).size).toBe(1);
    expect(server.asked[0]!.message.headers["user-agent"]).toMatch(/^sealtrail-cli\/\d+\.\d+\.\d+$/);
  });

  test("a redirect is not followed with the key", async () => {
    const server = await scripted([{ status: 308, headers: { location: "https://evil.test/" } }]);
    const { code, err } = await run(["send", "--url", server.url], { stdin: "{}" });
    server.close();
    expect(code).toBe(1);
    expect(err).toMatch(/redirects to https:\/\/evil\.test\/; give that address as --url; nothing was stored$/);
    expect(server.asked).toHaveLength(1);
  });
});

describe("import", () => {
  const recordOf = (n: number, pad = 0) =>
    `{"eventVersion": "1.11",\r\n  "eventID":"00000000-0000-4000-8000-${String(n).padStart(12, "0")}","eventTime":"2026-11-02T03:04:05Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-central-1","userIdentity":{"type":"IAMUser","userName":"zo\\u00eb","arn":"arn:aws:iam::1:user/z","accountId":"1"}, "n": 1.0, "pad":"${"x".repeat(pad)}"}`;
  const rawsOf = async () =>
    (await bodies()).filter((event) => event.origin?.system === "aws.cloudtrail").map((event) => event.raw);

  test("keeps the text of each record byte for byte, and repeating it stores nothing", async () => {
    const records = Array.from({ length: 30 }, (_, n) => recordOf(n));
    const trail = file("trail.json.gz", gzipSync(`{"Records":[${records.join(",\n")}]}`));
    const first = await run(["import", "cloudtrail", trail]);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(/^30 records in 1 request: 30 appended, 0 known before; seq \d+ to \d+\.$/);
    expect(await rawsOf()).toEqual(records);
    expect((await run(["import", "cloudtrail", trail])).out).toBe(
      "30 records in 1 request: 0 appended, 30 known before.",
    );
  });

  test("splits a large file into requests, sums them up, and reads several files", async () => {
    const large = Array.from({ length: 500 }, (_, n) => recordOf(1_000 + n, 20_000));
    const file1 = file("large.json", `{"Records":[${large.join(",")}]}`);
    const file2 = file("small.ndjson", [2_000, 2_001].map((n) => recordOf(n).replaceAll("\r\n", " ")).join("\n"));
    const { code, out } = await run(["import", "cloudtrail", file1, file2, "--json"]);
    expect(code).toBe(0);
    const totals = JSON.parse(out);
    expect(totals).toMatchObject({
      records: 502,
      appended: 502,
      duplicates: 0,
      conflicts: 0,
      unmapped: 0,
      too_large: 0,
    });
    expect(totals.requests).toBeGreaterThan(2);
    expect(totals.last_seq - totals.first_seq).toBe(501);
  });

  test("says when a record was left out", async () => {
    const changed = recordOf(3).replace("GetObject", "PutObject");
    const { code, out } = await run(["import", "cloudtrail", "-"], { stdin: changed });
    expect(code).toBe(1);
    expect(out).toMatch(/1 left out: their id was imported before with other content/);
    const huge = await run([
      "import",
      "cloudtrail",
      file("huge.json", `{"Records":[${recordOf(9_001, 9_000_000)},${recordOf(9_002)}]}`),
    ]);
    expect(huge.code).toBe(1);
    expect(huge.err).toMatch(/line 1: the record has 9,\d+,\d+ bytes, over the 8 MB of a request; it was not sent/);
    expect(huge.out).toMatch(/^1 record in 1 request: 1 appended, 0 known before, 1 too large/);
  });

  test("a file that is cut off or empty", async () => {
    const whole = gzipSync(recordOf(1));
    const { code, err } = await run(["import", "cloudtrail", file("cut.gz", whole.subarray(0, whole.length - 10))]);
    expect(code).toBe(1);
    expect(err).toMatch(/cut\.gz: is not complete or not valid gzip/);
    expect((await run(["import", "cloudtrail", file("empty", "")])).err).toMatch(/no record was found/);
  });

  const folders = { cloudtrail: "aws_cloudtrail", kubernetes: "kubernetes_audit" } as const;
  describe.skipIf(!existsSync(corpus)).each(Object.entries(folders))("the corpus of %s", (system, folder) => {
    test("is imported as the server's reader reads it", async () => {
      const files = existsSync(join(corpus, folder))
        ? readdirSync(join(corpus, folder), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile() && /events\.ndjson$/.test(entry.name))
            .map((entry) => join(entry.parentPath, entry.name))
            .slice(0, 40)
        : [];
      expect(files.length).toBeGreaterThan(0);
      const expected = files.reduce(
        (sum, name) => sum + [...readRecords(system as "cloudtrail", readFileSync(name, "utf8"))].length,
        0,
      );
      const { out } = await run(["import", system, ...files, "--json"]);
      expect(JSON.parse(out).records).toBe(expected);
    });
  });
});
