import { describe, expect, it } from "vitest";
import { cef } from "./cef.ts";
import { about, HOSTILE, hostileRows, row } from "./samples.fixture.ts";

/** Reads a line as the format's description has it. */
function parse(line: string): { header: string[]; extension: Record<string, string> } {
  const parts = [...line.matchAll(/((?:\\.|[^\\|])*)(\||$)/gy)].map(([, part]) => part!);
  const header = parts.slice(0, 7).map((part) => part.replace(/\\([\\|])/g, "$1"));
  const at = parts.slice(0, 7).reduce((sum, part) => sum + part.length + 1, 0);
  const extension: Record<string, string> = {};
  for (const [, name, value] of line.slice(at).matchAll(/(?:^| )(\w+)=((?:\\.|[^\\=])*?)(?= \w+=|$)/gy))
    extension[name!] = value!.replace(/\\(.)/g, (_, c: string) => ({ n: "\n", r: "\r" })[c] ?? c);
  return { header, extension };
}

const linesOf = (rows = hostileRows()) => cef.rows(rows, about(), 0).split("\n");

describe("CEF", () => {
  it("has the fields of an event", () => {
    const [line] = linesOf([row(1, { session_id: "s-1", description: "tried twice" })]);
    const { header, extension } = parse(line!);
    expect(header).toEqual([
      "CEF:0",
      "Sealtrail",
      "Sealtrail",
      "1",
      "user.sign_in",
      "Mika Tan was denied sign in to Production database",
      "4",
    ]);
    expect(extension).toMatchObject({
      rt: String(Date.parse(row(1).event.received_at)),
      start: String(Date.parse(row(1).event.occurred_at)),
      externalId: row(1).event.id,
      cat: "authentication",
      act: "user.sign_in",
      outcome: "denied",
      src: "192.0.2.1",
      suid: "u_1",
      suser: "Mika Tan",
      duid: "db/prod/1",
      duser: "Production database",
      msg: "tried twice",
      cs1Label: "Tenant",
      cs1: "acme",
      cs2Label: "Session",
      cs2: "s-1",
      cn1Label: "Ledger number",
      cn1: "1",
    });
  });

  it("escapes what would end a field, and has a line an event", () => {
    const lines = linesOf();
    expect(lines.pop()).toBe("");
    expect(lines).toHaveLength(HOSTILE.length);
    for (const [i, line] of lines.entries()) {
      const { header, extension } = parse(line);
      expect(header).toHaveLength(7);
      expect(line).not.toMatch(/[\u0000-\u001f]/);
      expect(extension.externalId).toBe(hostileRows()[i]!.event.id);
      expect(Object.keys(JSON.parse(extension.cs6!))).toContain("metadata");
    }
    const of = (text: string) => parse(lines[HOSTILE.indexOf(text)]!).extension;
    expect(of("a|b\\c=d").msg).toBe("a|b\\c=d");
    expect(of("two\nlines\r\nthree").msg).toBe("two\nlines\r\nthree");
    expect(of("a|b\\c=d").c6a2).toBe("2001:db8::1");
    expect(parse(lines[HOSTILE.indexOf("a|b\\c=d")]!).header[5]).toContain("a|b\\c=d");
  });

  it("grades severity from 0 to 10", () => {
    const graded = ["info", "low", "medium", "high", "critical"].map(
      (severity) => parse(linesOf([row(0, { severity })])[0]!).header[6],
    );
    expect(graded).toEqual(["2", "4", "6", "8", "10"]);
  });
});
