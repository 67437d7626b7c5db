import { describe, expect, it } from "vitest";
import type { Selection } from "./export-api.ts";
import { draftOf, scheduleHref } from "./schedule-address.ts";

const SELECTION: Selection = {
  q: "outcome:denied actor:ana&co",
  order: "oldest",
  reads: "hide",
  timeZone: "Europe/Berlin",
  columns: ["time", "actor", "metadata.a,b"],
  from: "2026-11-01T00:00:00.000Z",
};

const draft = (href: string) => {
  const { searchParams } = new URL(href, "http://localhost");
  return draftOf((name) => searchParams.get(name), "America/New_York");
};

describe("a schedule begun from the Events page", () => {
  it("has the query, order, zone, columns and format, but no range", () => {
    const href = scheduleHref("acme", SELECTION, "evidence");
    expect(href.startsWith("/t/acme/exports?tab=scheduled&")).toBe(true);
    expect(draft(href)).toMatchObject({
      q: SELECTION.q,
      order: "oldest",
      reads: "hide",
      timeZone: "Europe/Berlin",
      columns: SELECTION.columns,
      format: "evidence",
      name: "",
      recipients: [],
    });
    expect(href).not.toContain("2026-11-01");
  });

  it("keeps UTC, which is no place", () =>
    expect(draft(scheduleHref("acme", { ...SELECTION, timeZone: "UTC" }, "csv"))?.timeZone).toBe("UTC"));

  it("shows reads where the query asks about Sealtrail itself", () =>
    expect(draft(scheduleHref("acme", { ...SELECTION, q: "origin:sealtrail" }, "csv"))?.reads).toBe("show"));
});

describe("any other address", () => {
  it("begins none", () => expect(draft("/t/acme/exports?tab=scheduled")).toBeNull());

  it("with a format that there is none of begins with CSV and the tenant's zone", () =>
    expect(draft("/t/acme/exports?new=exe")).toMatchObject({ format: "csv", timeZone: "America/New_York" }));
});
