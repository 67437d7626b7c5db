import { describe, expect, test } from "vitest";
import { openTestDatabase, superQuery, testDirectory } from "./database.ts";
import type { Answered } from "./foreign-requests/ask.ts";
import type { Asked, Pair } from "./foreign-requests/pair.ts";
import { runForeignRequests } from "./foreign-requests/run.ts";
import { ENCODINGS, madeUpLike, tokenOf } from "./foreign-requests/things.ts";
import { differences, failureOf, leaksIn } from "./foreign-requests/verdict.ts";
import type { ForeignWorld } from "./foreign-requests/world.ts";

const REQUESTS = 5_000;

test("requests that name another tenant's things are answered like those that name what nobody has", {
  timeout: 300_000,
}, async () => {
  const seed = Date.now() % 1_000_000;
  const result = await runForeignRequests(await openTestDatabase(), {
    dataDir: testDirectory(),
    requests: REQUESTS,
    seed,
  });
  expect(result.faults).toEqual([]);
  expect(result).toMatchObject({ requests: REQUESTS, faultCount: 0 });
  for (const status of ["200", "201", "401", "403", "404", "409", "422"])
    expect(result.statuses[status], status).toBeGreaterThan(REQUESTS / 1_000);
  for (const slot of ["path", "query", "body", "header", "token"])
    expect(result.slots[slot], slot).toBeGreaterThan(REQUESTS / 20);
  for (const encoding of Object.keys(ENCODINGS)) expect(result.encodings[encoding], encoding).toBeGreaterThan(20);
  expect(Object.keys(result.operations).length).toBeGreaterThan(30);
  expect(result.recordedRefusals).toBeGreaterThan(50);
});

describe("the probe finds what is wrong", () => {
  test("a refusal in other words, a header more, a mark, an id that was kept, and what was changed", async () => {
    const urls = await openTestDatabase();
    let changing: Promise<unknown> | undefined;
    const change = ({ other }: ForeignWorld) =>
      superQuery(urls, "UPDATE role SET description = 'x' WHERE tenant_id = $1", [other.tenant.id]);
    const { faults } = await runForeignRequests(urls, {
      dataDir: testDirectory(),
      requests: 400,
      seed: 7,
      tamper({ ask, placed }, answer, world) {
        changing ??= change(world);
        const names = (kind: keyof typeof world.other.known) =>
          placed.some((one) => one.kind === kind && world.other.known[kind].includes(one.text));
        const write = (from: string, to: string) => Buffer.from(answer.bytes.toString().replace(from, to));
        if (names("key") && answer.status === 404)
          return { ...answer, bytes: write("There is no", "You may not see that") };
        if (names("event")) return { ...answer, headers: { ...answer.headers, etag: "1" } };
        if (ask.path.startsWith("/api/v1/roles")) return { ...answer, bytes: write('":"', `":"${world.other.mark}`) };
        if (ask.path.startsWith("/api/v1/members"))
          return { ...answer, bytes: write('"message":"', `"message":"${[...world.other.kept][0]}`) };
        return answer;
      },
    });
    await changing;
    for (const sign of [/differs: body/, /differs: headers/, /shows the mark/, /which was kept/])
      expect(faults.filter((fault) => sign.test(fault)).length, String(sign)).toBeGreaterThan(0);
    expect(faults).toContainEqual("the other tenant's roles were changed");
  });

  const asked = (...things: string[]): Asked => ({
    ask: { method: "GET", path: "/", headers: {} },
    placed: things.map((text) => ({ kind: "key", encoding: "plain", text })),
  });
  const answered = (status: number, json: unknown, headers = {}): Answered => ({
    status,
    headers: { "content-type": "application/json", date: String(Math.random()), ...headers },
    bytes: Buffer.from(JSON.stringify(json)),
  });
  const pair = { foreign: asked("theirs"), madeUp: asked("nobody") } as Pair;
  const refused = (message: string, over = {}) => ({ error: { code: "c", message, request_id: message, ...over } });

  test("each difference", () => {
    const same: [Answered, Answered][] = [
      [answered(404, refused("no theirs")), answered(404, refused("no nobody"))],
      [answered(422, refused("theirs or y")), answered(422, refused("theirs or y"))],
      [answered(404, refused("no%20x"), { x: "1" }), answered(404, refused("no%20x"), { x: "1" })],
      [answered(200, { a: [{ b: 1 }, { b: 2 }] }), answered(200, { a: [{ b: "other" }] })],
    ];
    for (const [foreign, madeUp] of same) expect(differences(pair, { foreign, madeUp })).toEqual([]);
    const different: [Answered, Answered][] = [
      [answered(403, refused("no theirs")), answered(404, refused("no nobody"))],
      [answered(404, refused("not yours")), answered(404, refused("not there"))],
      [answered(404, refused("no", { fields: [] })), answered(404, refused("no"))],
      [answered(404, refused("no"), { etag: "1" }), answered(404, refused("no"))],
      [answered(404, refused("no"), { x: "1" }), answered(404, refused("no"), { x: "2" })],
      [answered(200, { a: [] }), answered(200, { a: [{ b: 1 }] })],
      [answered(200, { a: { b: 1 } }), answered(200, { a: { c: 1 } })],
    ];
    for (const [foreign, madeUp] of different) expect(differences(pair, { foreign, madeUp })).toHaveLength(1);
  });

  test("each leak", () => {
    const id = "01a22128-2bec-7f03-a7b3-c19c1d79a84c";
    const hash = "ab".repeat(32);
    const known = { key: ["abcdefABCDEF"] };
    const other = { mark: "markmark", kept: new Set([id, "Team-0123456789ab", hash]), known };
    const world = { other } as unknown as ForeignWorld;
    const leaks = (text: string, status = 200) => leaksIn(world, asked("theirs"), answered(status, text));
    for (const text of ["nothing", id.replace("a84c", "a84d"), "Team-0123456789ac", "abcdefABCDEF"])
      expect(leaks(text)).toEqual([]);
    for (const text of ["xmarkmarkx", `x ${id}`, `"Team-0123456789ab"`, hash]) expect(leaks(text)).toHaveLength(1);
    expect(leaks("abcdefABCDEF", 404)).toHaveLength(1);
    expect(leaksIn(world, asked("abcdefABCDEF"), answered(404, "no abcdefABCDEF"))).toEqual([]);
    expect([200, 404, 429, 500, 503].map((status) => failureOf(answered(status, "")) !== undefined)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  test("made-up things have the form of what they stand for", () => {
    const token = tokenOf("st_prv_", "abcDEF012345", "s".repeat(30));
    const things = { event: "01a22128-2bec-7f03-a7b3-c19c1d79a84c", key: "abcDEF012345", email: "a@b.example", token };
    const forms = [
      /^01a22128-2bec-7f03-a7b3-[0-9a-f]{12}$/,
      /^[a-z]{3}[A-Z]{3}\d{6}$/,
      /^[a-z]@b\.example$/,
      /^st_prv_/,
    ];
    Object.entries(things).forEach(([kind, thing], i) => {
      const madeUp = madeUpLike(kind as keyof typeof things, thing, (below) => (below * 2) >> 2);
      expect(madeUp).toMatch(forms[i]!);
      expect(madeUp).not.toBe(thing);
      expect(madeUp.length).toBe(thing.length);
    });
  });
});
