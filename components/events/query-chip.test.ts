import { describe, expect, it } from "vitest";
import { NameBook } from "./name-book.ts";
import { chipWords, timeInFull } from "./query-chip.tsx";
import { queryPieces } from "./query-pieces.ts";

const pieceOf = (q: string) => queryPieces(q)![0]!;
const names = new NameBook();
names.learn("actor.id", "u_1", "Mika Tan");
const said = (q: string) => {
  const { prefix, words } = chipWords(pieceOf(q), names);
  return [prefix, words];
};

describe("chipWords", () => {
  it.each([
    ["env:prod", ["env:", "prod"]],
    ["-ACTOR:u_1", ["-actor:", "Mika Tan"]],
    ["actor.id:(u_1 OR u_2)", ["actor.id:", "(Mika Tan OR u_2)"]],
    ["env:a,b,c,d,e", ["env:", "(a OR b OR c OR 2 more)"]],
    ["action:secret.*", ["action:", "secret.*"]],
    ['"two words"', ["", '"two words"']],
    ["-(env:a OR rot*)", ["-", "(env:a OR rot*)"]],
    ['target:"a\u202eb"', ["target:", '"a[U+202E]b"']],
  ])("%s", (q, words) => expect(said(q)).toEqual(words));
});

describe("timeInFull", () => {
  const setting = { nowMs: Date.parse("2026-11-20T12:00:00Z"), timeZone: "Europe/Berlin" };
  it.each([
    ["after:24h", "19 Nov 2026, 13:00 CET"],
    ["-before:2026-11-01", "1 Nov 2026, 00:00 CET"],
    ["during:today", "20 Nov 2026, 00:00 – 21 Nov 2026, 00:00 CET"],
    ["during:2026-10-25", "25 Oct 2026, 00:00 CEST – 26 Oct 2026, 00:00 CET"],
    ["env:today", undefined],
    ["after:1h,2h", undefined],
  ])("%s", (q, time) => expect(timeInFull(pieceOf(q), setting)).toBe(time));
});
