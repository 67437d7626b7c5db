import { randomOf } from "../random.ts";

/** What became of many malformed bodies. */
export interface FuzzResult {
  sent: number;
  statuses: Record<string, number>;
  /** Receipts in the answers of those that were valid all the same. */
  receipts: number;
  /** Bodies that were answered with 5xx or not at all, at most ten. */
  failed: string[];
}

const TOKENS = [
  '"',
  "\\",
  "\\u0000",
  "\\ud800",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "null",
  "true",
  "-",
  "1e999",
  "9007199254740993",
  "0x1",
  "\u0000",
  "\u2028",
  '"action"',
  '"id":"x",',
  '"tenant":null,',
  '"__proto__":{},',
  '"constructor":1,',
  "[[[[[[[[",
  '{"a":{"a":{"a":{"a":',
  "\ufeff",
  "\ud83d\ude00",
  "NaN",
  "-0",
  "1E5",
  "1.0",
  '""',
  "/**/",
  "'",
  "`",
  "%s",
  "$(1)",
  "';--",
  "2026-02-30T25:61:61Z",
  "999999999999999999999999",
];

function validBody(pick: (below: number) => number): string {
  const event = {
    occurred_at: "2026-11-20T20:42:53.309Z",
    action: "fuzz.tested",
    category: "other",
    actor: { type: "user", id: "u1", name: "Zoë", on_behalf_of: { type: "service", id: "s1" } },
    targets: [{ type: "secret", id: "t1", name: "db/prod", metadata: { a: [1, 2.5, null] } }],
    source: { ip: "2001:db8::1", user_agent: "fuzz", location: { country: "DE", lat: 52.5, lon: 13.4 }, via: "api" },
    changes: [{ field: "role", before: "a", after: { b: [true] } }],
    metadata: { n: 1.5, text: "€", nested: { deep: { list: [1, "2", false] } } },
    schema_version: 3,
    raw: '{"n": 1.50}',
  };
  return JSON.stringify(pick(3) === 0 ? { events: [event, event] } : event);
}

function mutate(body: Buffer, pick: (below: number) => number): Buffer {
  const at = pick(body.length + 1);
  const to = Math.min(body.length, at + 1 + pick(12));
  switch (pick(7)) {
    case 0:
      return body.subarray(0, at);
    case 1:
      return Buffer.concat([body.subarray(0, at), body.subarray(to)]);
    case 2:
      return Buffer.concat([body.subarray(0, to), body.subarray(at)]);
    case 3: {
      const copy = Buffer.from(body);
      if (copy.length > 0) copy[at % copy.length] = pick(256);
      return copy;
    }
    case 4: {
      const copy = Buffer.from(body);
      if (copy.length > 0) copy[at % copy.length]! ^= 1 << pick(8);
      return copy;
    }
    default:
      return Buffer.concat([
        body.subarray(0, at),
        Buffer.from(TOKENS[pick(TOKENS.length)]!),
        body.subarray(pick(2) ? at : to),
      ]);
  }
}

/** Sends `count` valid bodies with one to four mutations each. */
export async function fuzzBodies(url: string, token: string, count: number, seed: number): Promise<FuzzResult> {
  const random = randomOf(seed);
  const pick = (below: number) => Math.floor(random() * below);
  const result: FuzzResult = { sent: 0, statuses: {}, receipts: 0, failed: [] };
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const worker = async () => {
    while (result.sent < count) {
      result.sent++;
      let body = Buffer.from(validBody(pick));
      for (let changes = 1 + pick(4); changes > 0; changes--) body = Buffer.from(mutate(body, pick));
      const partial = pick(4) === 0 ? "?partial=true" : "";
      const answer = await fetch(`${url}/api/v1/events${partial}`, {
        method: "POST",
        headers,
        body: new Uint8Array(body),
      }).catch(() => undefined);
      const status = answer ? String(answer.status) : "none";
      result.statuses[status] = (result.statuses[status] ?? 0) + 1;
      const json = (await answer?.json().catch(() => undefined)) as { receipts?: unknown[] } | undefined;
      result.receipts += (json?.receipts ?? []).filter((receipt) => receipt !== null).length;
      if ((!answer || answer.status >= 500 || !json) && result.failed.length < 10)
        result.failed.push(`${status} ${body.toString("base64")}`);
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  return result;
}
