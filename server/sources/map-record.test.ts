import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseEvent } from "#server/event-format/index.ts";
import { readAddress } from "./address.ts";
import { clearTextOf, cutBytes, idOf, showUnstorable } from "./clean-text.ts";
import { mapRecord, readRecords, SYSTEMS } from "./index.ts";
import { readNativeTime } from "./native-time.ts";

const NOW = new Date("2024-06-02T00:00:00.000Z");
const RECORD = {
  eventName: "GetObject",
  eventSource: "s3.amazonaws.com",
  eventTime: "2024-06-01T10:00:00Z",
  eventID: "e-1",
};

function map(members: Record<string, unknown>) {
  return mapRecord("cloudtrail", JSON.stringify({ ...RECORD, ...members }), NOW).event;
}

function isAccepted(event: unknown): boolean {
  return parseEvent(event, { tenantId: "11111111-1111-4111-8111-111111111111", now: NOW }).faults === undefined;
}

describe("a record that cannot be mapped is kept", () => {
  test.each([
    ["not json", "not JSON"],
    ['{"eventName":', "not JSON"],
    ["[1]", "JSON, but not an object"],
    ['"text"', "JSON, but not an object"],
    ["{}", "an object without the fields of AWS CloudTrail"],
    ['{"eventSource":"s3.amazonaws.com"}', "an object without the fields of AWS CloudTrail"],
    ['{"eventName":5,"eventVersion":"1"}', "an object without the fields of AWS CloudTrail"],
    [
      `{"Records":[${JSON.stringify(RECORD)},${JSON.stringify(RECORD)}]}`,
      "a wrapper with 2 records: read it as a file",
    ],
  ])("%s", (raw, reason) => {
    expect(mapRecord("cloudtrail", raw, NOW)).toEqual({
      unmapped: true,
      line: 1,
      event: {
        occurred_at: NOW.toISOString(),
        action: "aws.cloudtrail.unmapped",
        category: "other",
        outcome: "unknown",
        severity: "info",
        actor: { type: "anonymous" },
        origin: { system: "aws.cloudtrail" },
        external_id: `sha256:${createHash("sha256").update(raw).digest("hex")}`,
        metadata: { unmapped: reason, time_missing: true },
        raw,
      },
    });
  });

  test("an empty text has no raw", () => {
    const { event, unmapped } = mapRecord("kubernetes", "", NOW);
    expect([unmapped, event.raw, event.action, isAccepted(event)]).toEqual([
      true,
      undefined,
      "kubernetes.audit.unmapped",
      true,
    ]);
  });

  test("what no database can keep is shown as an escape, and flagged", () => {
    const { event } = mapRecord("cloudtrail", "a\u0000b\ud800c😀", NOW);
    expect(event.raw).toBe("a\\u0000b\\ud800c😀");
    expect(event.metadata?.raw_escaped).toBe(true);
    expect(isAccepted(event)).toBe(true);
  });
});

test("a wrapped record given alone is peeled, and its line is passed on", () => {
  const wrapped = `{"detail": ${JSON.stringify(RECORD)}}`;
  expect(mapRecord("cloudtrail", wrapped, NOW).event.raw).toBe(JSON.stringify(RECORD));
  const lines = [...readRecords("cloudtrail", `\n\n${wrapped}`)].map(
    (record) => mapRecord("cloudtrail", record, NOW).line,
  );
  expect(lines).toEqual([3]);
});

describe("raw", () => {
  test("is cut on a code point at 32,000 bytes, and flagged", () => {
    const event = map({ errorMessage: `x${"€".repeat(20_000)}` });
    expect(Buffer.byteLength(event.raw ?? "")).toBeGreaterThan(31_996);
    expect(Buffer.byteLength(event.raw ?? "")).toBeLessThanOrEqual(32_000);
    expect(event.raw?.isWellFormed() && !event.raw.includes("\ufffd")).toBe(true);
    expect(event.metadata).toMatchObject({ raw_cut: true, raw_bytes: expect.any(Number) });
    expect(isAccepted(event)).toBe(true);
  });

  test.each([
    ["quotes", '"'],
    ["controls", "\u0001"],
    ["four bytes", "😀"],
    ["letters", "x"],
  ])("of nothing but %s leaves the whole event under its limit", (_, unit) => {
    const { event } = mapRecord("cloudtrail", unit.repeat(40_000), NOW);
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(64_000);
    expect(Buffer.byteLength(event.raw ?? "")).toBeGreaterThan(9000);
    expect(isAccepted(event)).toBe(true);
  });

  test("has room beside the largest of everything else", () => {
    const long = "€".repeat(3000);
    const resources = Array.from({ length: 30 }, (_, at) => ({ ARN: `${long}${at}`, type: `AWS::${long}::${long}` }));
    const requestParameters = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`p${at}`, long]));
    const userIdentity = { type: "IAMUser", arn: long, userName: long, accessKeyId: long, invokedBy: long };
    const all = {
      resources,
      requestParameters,
      userIdentity,
      errorMessage: long.repeat(2),
      userAgent: long,
      requestID: long,
    };
    const event = map({ ...all, eventID: long, tlsDetails: { clientProvidedHostHeader: long }, errorCode: long });
    expect(isAccepted(event)).toBe(true);
    expect(event.raw?.length).toBeGreaterThan(1000);
    expect(event.external_id).toMatch(/^sha256:/);
  });
});

describe("occurred_at", () => {
  test.each<[unknown, string, unknown, unknown]>([
    ["2024-06-01T10:00:00Z", "2024-06-01T10:00:00.000Z", undefined, undefined],
    ["2024-06-02T23:59:59Z", "2024-06-02T23:59:59.000Z", undefined, undefined],
    ["2024-06-03T00:00:01Z", NOW.toISOString(), true, "2024-06-03T00:00:01Z"],
    ["redacted", NOW.toISOString(), true, "redacted"],
    [undefined, NOW.toISOString(), true, undefined],
    [5, NOW.toISOString(), true, undefined],
  ])("of %s", (eventTime, occurredAt, missing, native) => {
    const event = map({ eventTime });
    expect([event.occurred_at, event.metadata?.time_missing, event.metadata?.native_time]).toEqual([
      occurredAt,
      missing,
      native,
    ]);
  });

  test.each([
    ["2022-12-11 19:42:55", "2022-12-11T19:42:55.000Z"],
    ["2025-02-14 19:42:57.123456789", "2025-02-14T19:42:57.123Z"],
    ["2021-05-20 15:53:47Z", "2021-05-20T15:53:47.000Z"],
    ["2021-05-20T15:53:47.5+02:00", "2021-05-20T13:53:47.500Z"],
    ["2021-05-20T15:53:47-0530", "2021-05-20T21:23:47.000Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["2023-02-29T00:00:00Z", undefined],
    ["1969-12-31T23:59:59Z", undefined],
    ["2024-13-01T00:00:00Z", undefined],
    ["2024-06-01T24:00:00Z", undefined],
    ["2024-06-01", undefined],
    ["0050-01-01T00:00:00Z", undefined],
  ])("time %s", (text, wanted) => {
    const instantMs = readNativeTime(text);
    expect(instantMs === undefined ? undefined : new Date(instantMs).toISOString()).toBe(wanted);
  });
});

describe("ids", () => {
  test("without a usable native id, the hash of the raw bytes stands in", () => {
    for (const eventID of [undefined, "", "  ", 7, "x".repeat(201), "a\nb"]) {
      const event = map({ eventID });
      expect(event.external_id).toBe(
        `sha256:${createHash("sha256")
          .update(event.raw ?? "")
          .digest("hex")}`,
      );
    }
    expect(map({ eventID: "x".repeat(200) }).external_id).toBe("x".repeat(200));
  });

  test("two long ids that begin alike stay two", () => {
    const ids = ["a", "b"].map((end) => idOf(`${"€".repeat(500)}${end}`, 1000) ?? "");
    expect(ids[0]).not.toBe(ids[1]);
    expect(ids.every((id) => Buffer.byteLength(id) <= 1000)).toBe(true);
    expect(idOf("short", 200)).toBe("short");
    expect(idOf("\u0000", 200)).toBe("\ufffd");
  });
});

test("text: clear text, cuts and escapes", () => {
  expect(clearTextOf("a b/ç😀.Get")).toBe("a_b/__.Get");
  expect(clearTextOf("😀".repeat(200))).toMatch(/^_{100}$/);
  expect(cutBytes("€€€", 8)).toBe("€€");
  expect(cutBytes("abc", 3)).toBe("abc");
  expect(showUnstorable("\ud83d\ude00")).toBe("😀");
  expect(showUnstorable("\ude00\ud83d")).toBe("\\ude00\\ud83d");
});

test.each([
  ["1.2.3.4", "1.2.3.4"],
  [" 1.2.3.4:80 ", "1.2.3.4"],
  ["[::1]", "::1"],
  ["[2001:DB8:0::1]:8080", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
  ["::ffff:1.2.3.4", "1.2.3.4"],
  ["1.2.3", undefined],
  ["999.1.1.1", undefined],
  ["host:80", undefined],
  ["", undefined],
])("address %s", (text, wanted) => {
  expect(readAddress(text)).toBe(wanted);
});

test("every source answers to its own name", () => {
  for (const [name, source] of Object.entries(SYSTEMS)) {
    expect(source.system).toBe(name);
    expect(source.origin).toMatch(/^[a-z0-9.]+$/);
  }
});

test("members with dangerous names and doubled members are data", () => {
  const raw =
    '{"eventName":"A","eventName":"B","eventVersion":"1","__proto__":{"eventName":"C"},"requestParameters":{"__proto__":"x","constructor":"y"}}';
  const { event } = mapRecord("cloudtrail", raw, NOW);
  expect([event.action, event.raw, isAccepted(event)]).toEqual(["aws.B", raw, true]);
  expect(event.metadata?.request).toEqual({ constructor: "y" });
});
