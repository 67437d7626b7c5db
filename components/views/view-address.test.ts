import { describe, expect, test } from "vitest";
import { parseQuery } from "#server/query/index.ts";
import type { SavedView, SavedViewState } from "#server/views/index.ts";
import { viewState } from "#server/views/index.ts";
import { readAddress } from "../events/address.ts";
import { DEFAULT_LAYOUT, viewStateOf } from "../events/view-state.ts";
import { BUILT_IN_VIEWS } from "./built-in-views.ts";
import { addressOfView, hrefOfView, isModified, leadsTo } from "./view-address.ts";

const ID = "0f6b1c3e-8a54-4c1b-9d53-3a3b4a5e6f70";
const read = (text: string) => {
  const parameters = new URLSearchParams(text);
  return readAddress((name) => parameters.get(name));
};
const viewOf = (state: SavedViewState): SavedView => ({
  id: ID,
  name: "Denied",
  isShared: true,
  isOwn: false,
  owner: "Ana Ruiz",
  canChange: false,
  defaultOf: [],
  state,
  createdAt: "2026-11-20T00:00:00.000Z",
  updatedAt: "2026-11-20T00:00:00.000Z",
});
const LAYOUT = {
  ...DEFAULT_LAYOUT,
  columns: ["time", "metadata.a,b", "event"] as const,
  density: "comfortable" as const,
};
const WHOLE = { ...LAYOUT, columns: [...LAYOUT.columns], widths: { event: 400 }, pins: ["time" as const] };

describe("a view of the screen", () => {
  test.each([
    "",
    "?q=outcome:denied&range=30d&order=oldest&zone=America/New_York",
    "?q=env:prod&from=2026-11-01T00:00:00.000Z&to=2026-11-02T00:00:00.000Z&zone=utc",
    "?range=all",
    "?to=2026-11-02T00:00:00.000Z",
  ])("%s is taken by the server and opens as it was", (text) => {
    const state = viewState.parse(viewStateOf(read(text), WHOLE));
    const view = viewOf(state);
    const [path, search = ""] = hrefOfView("acme", view).split("?");
    expect(path).toBe("/t/acme/events");
    const opened = read(search);
    const { cols, density, view: id, ...rest } = opened;
    expect([cols, density, id]).toEqual([WHOLE.columns, "comfortable", ID]);
    expect(rest).toEqual(read(text));
    expect(isModified(view, opened, WHOLE)).toBe(false);
  });

  test("is modified by another query, range, order, zone, column or density, not by an open event or a width", () => {
    const view = viewOf(viewState.parse(viewStateOf(read("?q=outcome:denied"), WHOLE)));
    const opened = addressOfView(view);
    const modified = (change: object, layout = {}) =>
      isModified(view, { ...opened, ...change }, { ...WHOLE, ...layout });
    expect(modified({})).toBe(false);
    expect(modified({ event: ID })).toBe(false);
    expect(modified({}, { widths: { event: 200 }, pins: [] })).toBe(false);
    expect(modified({ q: "outcome:failure" })).toBe(true);
    expect(modified({ range: "30d" })).toBe(true);
    expect(modified({ from: "2026-11-01T00:00:00.000Z" })).toBe(true);
    expect(modified({ order: "oldest" })).toBe(true);
    expect(modified({ zone: "utc" })).toBe(true);
    expect(modified({}, { columns: ["time", "event"] })).toBe(true);
    expect(modified({}, { density: "compact" })).toBe(true);
  });

  test("of what cannot be read opens with what the page begins with", () => {
    const view = viewOf({ q: "outcome:denied", range: "nonsense", columns: ["nonsense"], zone: "Nowhere" });
    expect(addressOfView(view)).toMatchObject({ q: "outcome:denied", range: "7d", zone: "tenant", view: ID });
    expect(isModified(view, addressOfView(view), DEFAULT_LAYOUT)).toBe(false);
  });
});

describe("a request", () => {
  const view = viewOf({ q: "outcome:denied" });
  const list = { views: [view], defaultId: ID };
  const opened = hrefOfView("acme", view).slice("/t/acme/events".length);

  test("of the plain page leads to the role's view, if there is one", () => {
    expect(leadsTo({}, list)).toBe(opened);
    expect(leadsTo({ q: undefined }, list)).toBe(opened);
    expect(leadsTo({}, { ...list, defaultId: null })).toBeNull();
    expect(leadsTo({}, undefined)).toBeNull();
  });

  test("of a view alone leads to what it opens, once", () => {
    expect(leadsTo({ view: ID }, list)).toBe(opened);
    expect(leadsTo({ view: "another" }, list)).toBeNull();
    expect(leadsTo({ view: [ID, ID] }, list)).toBeNull();
    expect(leadsTo(Object.fromEntries(new URLSearchParams(opened)), list)).toBeNull();
    const plain = { views: [viewOf({ q: "" })], defaultId: ID };
    const once = leadsTo({ view: ID }, plain);
    expect(once === null ? null : leadsTo(Object.fromEntries(new URLSearchParams(once)), plain)).toBeNull();
  });

  test("that says what it shows stays", () => {
    for (const search of [{ q: "" }, { event: ID }, { range: "7d" }, { view: ID, q: "env:prod" }])
      expect(leadsTo(search, list)).toBeNull();
  });
});

test("every built-in view has a query that can be read", () => {
  for (const { q } of BUILT_IN_VIEWS) expect(() => parseQuery(q)).not.toThrow();
});
