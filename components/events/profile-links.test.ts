import { describe, expect, it } from "vitest";
import { linkHref } from "../charts/event-link.ts";
import { actorHref, eventsHref, targetHref } from "./profile-links.ts";

describe("links to profiles", () => {
  it("escape whatever an id holds", () => {
    expect(actorHref("acme", { id: "svc/a b?#%&é", type: "service" })).toBe(
      "/t/acme/actors/svc%2Fa%20b%3F%23%25%26%C3%A9?type=service",
    );
    expect(targetHref("acme", { id: "db/prod" })).toBe("/t/acme/targets/db%2Fprod");
  });

  it("lead to the list where a browser would take the id for a step in the path", () => {
    for (const id of [".", ".."])
      expect(new URL(actorHref("acme", { id }), "https://audit.test").searchParams.get("q")).toBe(`actor.id:"${id}"`);
    expect(targetHref("acme", { id: ".." })).toContain("/t/acme/events?q=target.id");
  });
});

describe("links to events", () => {
  it("are of all time unless a range is given", () => {
    expect(eventsHref("acme", 'actor.id:"a b"')).toBe("/t/acme/events?q=actor.id%3A%22a+b%22&range=all");
    expect(eventsHref("acme", "env:prod", { range: "30d" })).toBe("/t/acme/events?q=env%3Aprod&range=30d");
  });

  it("are by the tenant's clock unless another zone is said", () => {
    const link = { q: "env:prod", from: "2026-11-20T09:00:00.000Z", to: null };
    const zoneOf = (href: string) => new URL(href, "https://audit.test").searchParams.get("zone");
    expect(zoneOf(linkHref("acme", link))).toBeNull();
    expect(zoneOf(linkHref("acme", link, "tenant"))).toBeNull();
    expect(zoneOf(linkHref("acme", link, "utc"))).toBe("utc");
    expect(eventsHref("acme", "seq:3", {}, "Asia/Tokyo")).toBe("/t/acme/events?q=seq%3A3&range=all&zone=Asia%2FTokyo");
  });
});
