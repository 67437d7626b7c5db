import { describe, expect, test } from "vitest";
import { mapRecord, type RawRecord, readRecordStream, readRecords, type SystemName } from "./index.ts";
import { UNIT_LENGTH_MAX, UnitScanner } from "./unit-scanner.ts";

const A = '{"eventName":"A",  "eventVersion":"1.08","t":1.50,"s":"}]\\"{[,"}';
const B = '{ "eventVersion" : "1.08",\n  "eventName" : "B",\n  "list" : [ {"x":1},\n {"y":[2]} ]\n}';
const C = '{"eventName":"Ç €","eventVersion":"1.08","sur":"\\ud83d\\ude00 😀"}';

function raws(text: string, system: SystemName = "cloudtrail"): string[] {
  return [...readRecords(system, text)].map((record) => record.raw);
}

async function streamed(
  chunks: Iterable<Uint8Array | string>,
  system: SystemName = "cloudtrail",
): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  for await (const record of readRecordStream(system, chunks)) records.push(record);
  return records;
}

describe("forms of a file, each record exactly as it stands there", () => {
  test.each([
    ["one a line", `${A}\n${C}\n`],
    ["one a line, as Windows writes it", `${A}\r\n${C}\r\n`],
    ["empty lines between", `\n\n${A}\n\n \n${C}`],
    ["after each other", `${A}${C}`],
    ["with commas between", `${A},\n${C},`],
    ["a byte order mark first", `\ufeff${A}\n${C}`],
    ["JSON text sequence", `\u001e${A}\n\u001e${C}\n`],
    ["an array", `[${A} ,\n ${C}]`],
    ["arrays after each other", `[${A}][${C}]`],
    ["a CloudTrail file", `{"Records":[${A},${C}]}`],
    ["a CloudTrail file with more in it", `{"x":{"Records":[1]},"Records" : [ ${A}, ${C} ],"y":[{"z":1}]}`],
    ["several CloudTrail files", `{"Records":[${A}]}\n{"Records":[]}\n{"Records":[${C}]}`],
    ["an array of CloudTrail files", `[{"Records":[${A}]},{"Records":[${C}]}]`],
    ["event bus", `{"detail-type":"x","detail": ${A} ,"v":0}\n{"detail":${C}}`],
    ["event bus in an array", `[{"detail":${A}},{"detail":${C}}]`],
    ["lookup-events", JSON.stringify({ Events: [{ CloudTrailEvent: A }, { CloudTrailEvent: C }] })],
    ["CloudWatch Logs", JSON.stringify({ messageType: "DATA_MESSAGE", logEvents: [{ message: A }, { message: C }] })],
    ["a notification", `${JSON.stringify({ Type: "Notification", Message: A })}\n${JSON.stringify({ Message: C })}`],
  ])("%s", async (_, text) => {
    expect(raws(text)).toEqual([A, C]);
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 2, 3, 7, 64, bytes.length]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      expect((await streamed(chunks)).map((record) => record.raw)).toEqual([A, C]);
      const texts = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        text.slice(at * size, (at + 1) * size),
      );
      expect((await streamed(texts)).map((record) => record.raw)).toEqual([A, C]);
    }
  });

  test("pretty-printed, with the line each record begins on", () => {
    expect([...readRecords("cloudtrail", `${B}\n${A}\n${B}`)]).toEqual([
      { raw: B, line: 1 },
      { raw: A, line: 6 },
      { raw: B, line: 7 },
    ]);
    expect(raws(`{\n "Records": [\n${B},\n${B}\n ]\n}`)).toEqual([B, B]);
  });

  test("a Kubernetes event list, and the string in which AKS ships an event", () => {
    const event = '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"1","verb":"get", "n":1.0}';
    expect(raws(`{"kind":"EventList","items":[${event},${event}]}`, "kubernetes")).toEqual([event, event]);
    const aks = { time: "2024-01-01T00:00:00Z", category: "kube-audit", properties: { log: event, pod: "x" } };
    expect(raws(JSON.stringify(aks), "kubernetes")).toEqual([event]);
    expect(raws(JSON.stringify({ records: [aks, aks] }), "kubernetes")).toEqual([event, event]);
    const twice = JSON.stringify({ properties: JSON.stringify({ log: event }) });
    expect(raws(twice, "kubernetes")).toEqual([event]);
    expect(mapRecord("kubernetes", JSON.stringify(aks), new Date()).event.raw).toBe(event);
  });

  test("the last of two members with one name, as JSON.parse has it", () => {
    expect(raws(`{"detail":${C},"detail":${A}}`)).toEqual([A]);
    expect(raws(`{"det\\u0061il":${A}, "x":"detail"}`)).toEqual([A]);
  });

  test("a wrapper around something else stays whole", () => {
    const finding = '{"detail-type":"GuardDuty Finding","detail":{"severity":5}}';
    expect(raws(finding)).toEqual([finding]);
    expect(raws('{"Records":5}')).toEqual(['{"Records":5}']);
  });
});

describe("broken files: nothing is lost, and reading goes on", () => {
  test.each<[string, string, string[]]>([
    ["a line that is no JSON", `${A}\nnot json at all\n${C}`, [A, "not json at all", C]],
    ["a record cut inside a string", `{"eventName":"A\n${C}`, ['{"eventName":"A', C]],
    ["a record cut after a member", `{"eventName":"A"\n${C}`, ['{"eventName":"A"', C]],
    ["a record cut after a comma", `{"eventName":"A",\n${C}`, ['{"eventName":"A",', C]],
    ["a record cut in a list", `{"a":[{"b":1}\n${C}`, ['{"a":[{"b":1}', C]],
    ["too many brackets", `{"a":[}}]\n${C}`, ['{"a":[}}', "]", C]],
    ["a file that ends inside a record", `${A}\n{"eventName":`, [A, '{"eventName":']],
    ["an unclosed list before whole lines", `{"a":[\n${A}\n{"x":1}`, ['{"a":[', A, '{"x":1}']],
    ["a missing comma in a list", `{"Records":[${A} ${C}]}`, [A, C]],
    ["numbers and texts in a list", `[1, "a,]b", null,${A}]`, ["1", '"a,]b"', "null", A]],
    ["a log line in brackets", `[info] x\n${A}`, ["info", "x", A]],
    ["a list without an end", `{"Records":[${A},${C}`, [A, C]],
    ["nothing", "", []],
    ["blanks", " \n\t\r\n", []],
  ])("%s", async (_, text, wanted) => {
    expect(raws(text)).toEqual(wanted);
    expect((await streamed([text])).map((record) => record.raw)).toEqual(wanted);
  });

  test("brackets without an end are read in linear time and without a stack", () => {
    expect(raws('{"a":[{\n'.repeat(50_000)).length).toBeGreaterThan(0);
    expect(raws("[".repeat(200_000)).length).toBe(1);
    expect(raws(`{"eventName":"A","detail":${"[".repeat(100_000)}${"]".repeat(100_000)}}`).length).toBe(1);
    expect(raws(`{"x":1}${" ".repeat(1_000_000)}{"x":1}`).length).toBe(2);
  });

  test("a record without an end is cut, so that memory is bounded", () => {
    const scanner = new UnitScanner([]);
    const chunk = "x".repeat(8 * 1024 * 1024);
    const units = [...scanner.push('{"a":"')];
    for (let round = 0; round < 6; round += 1) units.push(...scanner.push(chunk));
    units.push(...scanner.push('"}\n{"b":1}'), ...scanner.finish());
    expect(units.map((unit) => unit.text.length)).toEqual([UNIT_LENGTH_MAX, 7]);
  });

  test("bytes that are not UTF-8 are shown as U+FFFD, flagged, and told apart by their hash", async () => {
    const damaged = (byte: number) =>
      Buffer.concat([Buffer.from('{"eventName":"A'), Buffer.from([byte]), Buffer.from('","eventVersion":"1"}\n')]);
    const records = await streamed([damaged(0xff), damaged(0xfe), Buffer.from(`${C}\nà`)]);
    expect(records.map((record) => record.raw)).toEqual([
      '{"eventName":"A\ufffd","eventVersion":"1"}',
      '{"eventName":"A\ufffd","eventVersion":"1"}',
      C,
      "à",
    ]);
    const [first, second, third] = records.map((record) => mapRecord("cloudtrail", record, new Date()).event);
    expect(first?.metadata?.raw_not_utf8).toBe(true);
    expect(first?.external_id).not.toBe(second?.external_id);
    expect(third?.metadata?.raw_not_utf8).toBeUndefined();
  });
});
