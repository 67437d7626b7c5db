import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const GATEWAY = "server/events/visible-events.sql.ts";
const FILE_GATEWAY = "server/events/visible-exports.sql.ts";
/** The ledger seals and verifies events, the search index takes them in, and both show none. */
const BESIDE_THE_DOOR = [
  GATEWAY,
  FILE_GATEWAY,
  "server/events/event-rows.sql.ts",
  "server/ledger/",
  "server/search/indexable.sql.ts",
  "server/demo/",
];

const sources = globSync("{server,api,app,components}/**/*.{ts,tsx}", { cwd: root }).filter(
  (file) => !/\.(test|spec)\.tsx?$/.test(file),
);
const READS_EVENTS =
  /\b(?:from|join|only|table|using)\s+(?:only\s+)?(?:"?public"?\s*\.\s*)?"?event"?(?![\w".])|\.\s*event\s*\.\s*(?:find\w*|count|aggregate|groupBy)\s*\(/i;

/** Whether the code reads events; in its comments "from event to event" is no SQL. */
const readsEvents = (text: string) => READS_EVENTS.test(text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, " "));

describe("rows of event", () => {
  it("are read for callers through the gateway alone, which applies scope and masks", () => {
    const readers = sources.filter((file) => readsEvents(readFileSync(join(root, file), "utf8")));
    expect(readers).toContain(GATEWAY);
    expect(readers.filter((file) => !BESIDE_THE_DOOR.some((place) => file.startsWith(place)))).toEqual([]);
  });

  it("are handed on within the allowance of the reader's key, but where they are counted or looked at for people", () => {
    const GIVES = /\b(?:listVisible|findVisible|readLeaves|readArrived|listForFile|listEvidence)\(/;
    // The gateways and what they are read through; previews are of people, a proof shows nothing of its event, counts take a name or a time of
    // one, and an export takes its rows when it is asked for.
    const beside = [
      GATEWAY,
      FILE_GATEWAY,
      "server/exports/read-pages.ts",
      "server/exports/evidence/write-lines.ts",
      "server/events/read-arrived.ts",
      "server/events/preview-view.ts",
      "server/events/get-proof.ts",
      "server/events/get-facet.ts",
      "server/events/get-histogram.ts",
    ];
    const givers = sources.filter(
      (file) => GIVES.test(readFileSync(join(root, file), "utf8")) && !beside.includes(file),
    );
    expect(givers.length).toBeGreaterThan(4);
    expect(givers.filter((file) => !readFileSync(join(root, file), "utf8").includes("withinRows("))).toEqual([]);
    expect(readFileSync(join(root, "server/exports/create-export.ts"), "utf8")).toContain("await takeForKey(");
  });

  it("are selected for the gateway alone", () => {
    const takers = sources.filter((file) => readFileSync(join(root, file), "utf8").includes("event-rows.sql.ts"));
    expect(takers).toEqual([GATEWAY, FILE_GATEWAY]);
  });

  it("would be noticed elsewhere", () => {
    for (const text of [
      "`SELECT body FROM event WHERE x`",
      '"select 1 from  event"',
      "`SELECT FROM tenant JOIN event e ON true`",
      "`SELECT 1 FROM public.event`",
      '`SELECT 1 FROM ONLY "event" LIMIT 1`',
      "tx.db.event.findMany({})",
      "`SELECT 1\n FROM\n event`",
    ])
      expect(readsEvents(text), text).toBe(true);
    for (const text of [
      "`SELECT 1 FROM event_external`",
      'import { x } from "../events/index.ts";',
      "// read from event to event",
      "/* FROM event */",
      "row.event.finder",
      "parsed.event.action",
    ])
      expect(readsEvents(text), text).toBe(false);
  });
});
