import { describe, expect, it } from "vitest";
import { readAnomaliesAddress } from "./anomalies-address.ts";
import { alertChartHref } from "./subject-of-entity.ts";

const alert = { source: "burst" as const, lastAt: "2026-11-20T09:00:00.000Z" };
const read = (href: string | undefined) => {
  const { pathname, searchParams } = new URL(href!, "https://audit.test");
  return { pathname, address: readAnomaliesAddress((name) => searchParams.get(name)) };
};

describe("alertChartHref", () => {
  it("leads to whom the alert is about, around its last event", () => {
    const entity = { type: "actor" as const, id: "svc/a b" };
    expect(read(alertChartHref("acme", { ...alert, entity }))).toEqual({
      pathname: "/t/acme/anomalies",
      address: {
        ...{ subject: { kind: "actor", id: "svc/a b" }, range: "7d", zone: "tenant" },
        ...{ from: "2026-11-14T09:00:00.000Z", to: "2026-11-21T09:00:00.000Z" },
      },
    });
  });

  it("leads to the denied share where that rose", () => {
    const subjectOf = (entity: { type: "actor" | "tenant" | "origin"; id: string }) =>
      read(alertChartHref("acme", { ...alert, source: "denied_spike", entity })).address.subject;
    expect(subjectOf({ type: "actor", id: "u_1" })).toEqual({ kind: "denied_share", id: "u_1" });
    expect(subjectOf({ type: "tenant", id: "acme" })).toEqual({ kind: "denied_share" });
    expect(subjectOf({ type: "origin", id: "prod" })).toEqual({ kind: "origin", id: "prod" });
  });

  it("leads nowhere where nothing is counted", () => {
    for (const type of ["ip", "session", "target", "group"] as const)
      expect(alertChartHref("acme", { ...alert, entity: { type, id: "x" } })).toBeUndefined();
  });
});
