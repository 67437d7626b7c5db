import { describe, expect, test } from "vitest";
import type { Overview } from "#server/overview/index.ts";
import { attentionOf, silenceText } from "./attention.ts";

const link = { q: "", from: "2026-11-21T00:00:00.000Z", to: "2026-11-28T00:00:00.000Z" };
const figure = (value: number, previous: number) => ({
  ...{ value, previous, isLowerBound: false },
  ...{ link, previousLink: link },
});
const calm = {
  range: "7d",
  ...{ countedTo: 950, ledgerSize: 1_000, isBehind: false },
  events: figure(1_000, 1_000),
  denied: figure(30, 29),
  failed: figure(40, 41),
  sources: [],
  secrets: { total: 3, overdue: 0, unused: 1, outside: 0, due: [], isBehind: false },
  alerts: { open: { low: 4, medium: 2, high: 0, critical: 0 }, total: 6, newest: [], risk: [] },
  keys: { active: 2, attention: { total: 0, suspended: 0, names: [] }, due: [], busiest: [], refused: [], unused: [] },
  seal: { size: 10, signedSize: 10, signedAt: null, refusal: null },
} as unknown as Overview;
const with_ = (change: object): Overview => ({ ...calm, ...change });
const texts = (change: object) => attentionOf(with_(change), "acme").map(({ text }) => text);

describe("what needs a look", () => {
  test("is nothing while all is as usual", () => {
    expect(attentionOf(calm, "acme")).toEqual([]);
    expect(texts({ alerts: null, keys: null, seal: null })).toEqual([]);
  });

  test("begins with what is worst, whatever its kind", () => {
    const lines = attentionOf(
      with_({
        secrets: { ...calm.secrets, overdue: 1, due: [{ id: "db", name: "db/prod", daysOver: 2 }] },
        denied: figure(90, 30),
        seal: { size: 12, signedSize: 10, signedAt: null, refusal: "tampered" },
      }),
      "acme",
    );
    expect(lines.map(({ tone, text }) => [tone, text])).toEqual([
      ["bad", "The ledger is not being sealed"],
      ["bad", "Denied attempts have 3.0 times their earlier share"],
      ["due", "1 secret is overdue for rotation"],
    ]);
    expect(lines[2]).toMatchObject({ detail: "db/prod", href: "/t/acme/secrets?filter=overdue" });
  });

  test("is first how far is counted, while that is behind", () => {
    const seal = { size: 12, signedSize: 10, signedAt: null, refusal: "tampered" };
    expect(texts({ countedTo: 5_000, ledgerSize: 12_000, isBehind: true, seal })).toEqual([
      "Counted up to #5,000 of #12,000",
      "The ledger is not being sealed",
    ]);
    expect(texts({ countedTo: 0, ledgerSize: 40, isBehind: true })).toEqual(["Counted up to #0 of #40"]);
    expect(attentionOf(with_({ countedTo: 0, ledgerSize: 40, isBehind: true }), "acme")[0]!.href).toBeUndefined();
  });

  test("says that secrets alone are still being counted", () => {
    const [line, ...more] = attentionOf(
      with_({ secrets: { ...calm.secrets, countedTo: 10, ledgerSize: 1_000, isBehind: true } }),
      "acme",
    );
    expect(line).toMatchObject({ text: "Secrets are being counted" });
    expect(line!.detail).toContain("Counted up to #10 of #1,000");
    expect(more).toEqual([]);
  });

  test("counts keys, not their names, and leads to just those", () => {
    const of = (attention: object) => attentionOf(with_({ keys: { ...calm.keys, attention } }), "acme");
    const names = ["Feed", "Feed", "Feed", "Feed", "Feed"];
    expect(of({ total: 12, suspended: 0, names })).toEqual([
      {
        tone: "due",
        text: "12 keys need attention",
        detail: "Feed, Feed, Feed and 9 more",
        href: "/t/acme/keys?state=attention",
      },
    ]);
    expect(of({ total: 1, suspended: 1, names: ["Idle"] })).toMatchObject([
      { text: "1 key needs attention", detail: "Idle; 1 key is suspended" },
    ]);
  });

  test("says of alerts how many, which is surest, and leads to as many", () => {
    const newest = [
      { title: "One", severity: "low", score: 21 },
      { title: "Two", severity: "high", score: 73 },
    ];
    const open = { low: 1, medium: 0, high: 2, critical: 1 };
    expect(attentionOf(with_({ alerts: { open, total: 4, newest, risk: [] } }), "acme")).toEqual([
      {
        tone: "bad",
        text: "3 high or critical alerts are open",
        detail: "Two, score 73.0 of 100",
        href: "/t/acme/alerts?severity=high&sort=score",
      },
    ]);
    expect(texts({ alerts: { open: { ...open, critical: 0, high: 1 }, total: 2, newest, risk: [] } })).toEqual([
      "1 high alert is open",
    ]);
    expect(texts({ alerts: { open: { ...open, high: 0 }, total: 2, newest, risk: [] } })).toEqual([
      "1 critical alert is open",
    ]);
    const risk = [{ type: "actor", id: "u_1", name: "Mika Tan", score: 88 }];
    expect(attentionOf(with_({ alerts: { open, total: 4, newest: newest.slice(0, 1), risk } }), "acme")).toMatchObject([
      { detail: "Mika Tan stands out, score 88.0 of 100" },
    ]);
  });

  test("names who is silent", () => {
    const source = (origin: string, isSilent: boolean) => ({
      origin,
      isSilent,
      silentMinutes: 360,
      before: [4, 9],
      link,
    });
    expect(texts({ sources: [source("a", true), source("b", false)] })).toEqual(["Source a is silent"]);
    expect(texts({ sources: ["a", "b", "c", "d"].map((one) => source(one, true)) })).toEqual(["4 sources are silent"]);
    expect(silenceText({ silentMinutes: 360, before: [9, 4] })).toBe("no event for 6 h, usually 4 to 9 in such a time");
    expect(silenceText({ silentMinutes: 40, before: [] })).toBe("no event for 40 min");
  });
});
