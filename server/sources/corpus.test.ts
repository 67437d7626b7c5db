import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { EventInput } from "#server/event-format/index.ts";
import { parseEvent } from "#server/event-format/index.ts";
import { mapRecord, readRecords, type SystemName } from "./index.ts";

const CORPUS = resolve(process.cwd(), "../shared/corpus");
const NOW = new Date("2026-11-20T12:00:00.000Z");
const TENANT = "11111111-1111-4111-8111-111111111111";
const FOLDERS: readonly (readonly [SystemName, string])[] = [
  ["cloudtrail", "aws_cloudtrail"],
  ["kubernetes", "kubernetes_audit"],
];

interface CorpusFile {
  system: SystemName;
  name: string;
  lines: string[];
  expected: Record<string, unknown>[];
}

function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
}

function corpusFiles(): CorpusFile[] {
  if (!existsSync(CORPUS)) return [];
  return FOLDERS.flatMap(([system, folder]) => {
    const names = readdirSync(`${CORPUS}/${folder}`).filter((name) => name.endsWith(".events.ndjson"));
    return names.map((name) => {
      const path = `${CORPUS}/${folder}/${name}`;
      const expected = linesOf(path.replace(".events.", ".expected.")).map((line) => JSON.parse(line));
      return { system, name: `${folder}/${name}`, lines: linesOf(path), expected };
    });
  });
}

function faultsOf(event: EventInput): unknown {
  return parseEvent(event, { tenantId: TENANT, now: NOW }).faults;
}

const files = corpusFiles();

describe.skipIf(files.length === 0)("every record of the corpora", () => {
  test.each(files)("$name: is mapped, accepted, and kept byte for byte", ({ system, lines }) => {
    const records = [...readRecords(system, lines.join("\n"))];
    expect(records.map((record) => record.raw)).toEqual(lines);
    for (const record of records) {
      const mapped = mapRecord(system, record, NOW);
      expect(mapped.unmapped, record.raw).toBe(false);
      expect(faultsOf(mapped.event), record.raw).toBeUndefined();
      expect(mapped.event.raw).toBe(record.raw);
      expect(mapped.event.external_id).toMatch(/^.{1,200}$/);
    }
  });

  test("how many there are, and how many carry no time of their own", () => {
    const count = (system: SystemName) => {
      const lines = files.filter((file) => file.system === system).flatMap((file) => file.lines);
      const events = lines.map((line) => mapRecord(system, line, NOW).event);
      return [events.length, events.filter((event) => event.metadata?.time_missing === true).length];
    };
    expect(count("cloudtrail")).toEqual([1884, 10]);
    expect(count("kubernetes")).toEqual([108, 86]);
  });

  test("agree with what the origin expects of them", () => {
    let compared = 0;
    for (const { system, lines, expected } of files) {
      for (const [index, wanted] of expected.entries()) {
        const { event } = mapRecord(system, lines[index] ?? "", NOW);
        const agent = wanted.user_agent ?? wanted.userAgent;
        if (agent) expect(event.source?.user_agent).toBe(agent);
        if (wanted.username) expect(event.actor.name).toBe(wanted.username);
        if (wanted.verb) expect(event.action).toMatch(new RegExp(`\\.${wanted.verb}$`));
        if (wanted.resource) expect(event.action).toMatch(new RegExp(`^${wanted.resource}[./]`));
        if (wanted.namespace) expect(event.metadata?.namespace).toBe(wanted.namespace);
        if (wanted.name) expect(event.targets?.[0]?.name?.split("/").pop()).toBe(wanted.name);
        if (Array.isArray(wanted.sourceIPs)) expect([...wanted.sourceIPs, undefined]).toContain(event.source?.ip);
        compared += Object.keys(wanted).length;
      }
    }
    expect(compared).toBe(195 + 84 + 83 + 74 + 57 + 46 + 35 + 29);
  });
});

/** A small generator of repeatable numbers from 0 up to 1. */
function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const NASTY_TEXT = [
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  ",",
  ":",
  "\n",
  "\r",
  "\u0000",
  "\u0001",
  "\ud800",
  "\udc00",
  "é",
  "𝕏",
];
const NASTY_VALUES: unknown[] = [
  null,
  "",
  " ",
  0,
  -1,
  1e300,
  9007199254740993n.toString(),
  true,
  [],
  {},
  [null],
  [[[]]],
  { __proto__: null, constructor: "x" },
  "\u0000\ud800\n",
  "x".repeat(5000),
  "€".repeat(1500),
  '"\\'.repeat(9000),
  "\u0001".repeat(9000),
  Array.from({ length: 40 }, (_, index) => ({
    ARN: `arn:aws:s3:::${"b".repeat(1100)}${index}`,
    type: "€".repeat(400),
  })),
  "9999-12-31T23:59:59Z",
  "2024-02-30T00:00:00Z",
  "constructor",
  "__proto__",
];

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}

function mutateText(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const upTo = at + Math.floor(random() * 40);
  const kind = Math.floor(random() * 5);
  if (kind === 0) return text.slice(0, at);
  if (kind === 1) return text.slice(0, at) + text.slice(upTo);
  if (kind === 2) return text.slice(0, at) + pick(NASTY_TEXT, random) + text.slice(at);
  if (kind === 3) return text.slice(0, upTo) + text.slice(at);
  return text.slice(0, at) + pick(NASTY_TEXT, random) + text.slice(at + 1);
}

function mutateValue(text: string, random: () => number): string {
  const record = JSON.parse(text);
  let holder = record;
  for (let depth = 0; depth < 4; depth += 1) {
    const name = pick(Object.keys(holder), random);
    const inner = holder[name];
    if (typeof inner === "object" && inner !== null && Object.keys(inner).length > 0 && random() < 0.7) holder = inner;
    else {
      holder[name] = pick(NASTY_VALUES, random);
      break;
    }
  }
  return JSON.stringify(record);
}

describe.skipIf(files.length === 0)("hostile records", () => {
  test.each(FOLDERS)(
    "5,000 altered records of %s never throw and are always accepted",
    (system) => {
      const lines = files.filter((file) => file.system === system).flatMap((file) => file.lines);
      const random = repeatable(20_261_120);
      let unmapped = 0;
      for (let round = 0; round < 5000; round += 1) {
        let text = pick(lines, random);
        const times = 1 + Math.floor(random() * 4);
        if (round % 2 === 0) for (let time = 0; time < times; time += 1) text = mutateText(text, random);
        else for (let time = 0; time < times; time += 1) text = mutateValue(text, random);
        for (const record of [text, ...readRecords(system, text)]) {
          const mapped = mapRecord(system, record, NOW);
          const faults = faultsOf(mapped.event);
          const isFault = faults || mapped.event.metadata?.unmapped === "the mapping of this system failed on it";
          if (isFault) throw new Error(`${JSON.stringify(faults)} for ${text}`);
          if (mapped.unmapped) unmapped += 1;
        }
      }
      expect(unmapped).toBeGreaterThan(500);
      expect(unmapped).toBeLessThan(9000);
    },
    180_000,
  );
});
