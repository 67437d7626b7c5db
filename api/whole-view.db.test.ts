import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { followRollups } from "#server/rollups/index.ts";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime } from "../tests/database.ts";
import { makeTenant, newEvent, sendEvents, type TestTenant } from "../tests/tenant.ts";
import { heatMapAnswer, placesAnswer, risersAnswer, seriesAnswer } from "./anomaly-schemas.ts";
import { overviewAnswer } from "./overview.ts";
import { calendarAnswer, detailAnswer, listAnswer } from "./secrets.ts";

let acme: TestTenant;
let call: Call;

beforeAll(async () => {
  await openTestRuntime();
  acme = await makeTenant();
  ({ call } = await openApiServer());
  const events = Array.from({ length: 20 }, (_, i) =>
    newEvent({
      crud: "r",
      outcome: i % 5 === 0 ? "denied" : "success",
      source: { environment: "prod", location: { country: "DE", city: "Köln", lat: 50.94, lon: 6.96 } },
      occurred_at: new Date(Date.now() - i * 60_000).toISOString(),
    }),
  );
  await sendEvents(acme.ingest, events);
  await followRollups(acme.id);
});

const get = (path: string, token = acme.provisioning) => call(path, { token });
const range = () => {
  const [from, to] = [new Date(Date.now() - 86_400_000), new Date()];
  return `from=${from.toISOString()}&to=${to.toISOString()}`;
};

describe("the routes of counts", () => {
  const routes: [string, z.ZodType][] = [
    ["/api/v1/overview?range=24h", overviewAnswer],
    ["/api/v1/anomalies/series?kind=tenant", seriesAnswer],
    ["/api/v1/anomalies/series?kind=actor&id=u_1234567&time_zone=Asia/Tokyo", seriesAnswer],
    ["/api/v1/anomalies/heat-map?actor=u_1234567", heatMapAnswer],
    ["/api/v1/anomalies/places?", placesAnswer],
    ["/api/v1/anomalies/places?actor=u_1234567", placesAnswer],
    ["/api/v1/anomalies/risers?", risersAnswer],
    ["/api/v1/anomalies/risers?time_zone=America/St_Johns", risersAnswer],
    ["/api/v1/secrets?filter=all&sort=reads", listAnswer],
    ["/api/v1/secrets/detail?type=secret&id=s_1234567", detailAnswer],
    ["/api/v1/secrets/rotations?time_zone=UTC", calendarAnswer],
  ];
  test.each(routes)("%s answers as it is described", async (path, schema) => {
    const { status, json } = await get(`${path}${path.includes("anomalies") ? `&${range()}` : ""}`);
    expect(status).toBe(200);
    expect(schema.parse(json)).toEqual(json);
  });

  test("give numbers that their links find", async () => {
    const { json } = await get("/api/v1/overview?range=24h");
    const { value, link } = json.denied;
    const find = async (link: Record<string, string>) =>
      (await get(`/api/v1/events?${new URLSearchParams(link)}`)).json.records.length;
    expect([value, await find(link)]).toEqual([4, 4]);
    // Reads are in the ledger by now: this very key's.
    const { events } = json;
    expect(await find({ ...events.link, limit: "100" })).toBe(events.value);
    expect(await find({ ...events.link, reads: "show", limit: "100" })).toBeGreaterThan(events.value);
  });

  test("give the secrets as a file", async () => {
    const { status, headers, text } = await get("/api/v1/secrets/export?sort=name");
    expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8"]);
    expect(text.split("\r\n")[1]!.startsWith("secret,s_1234567,db/prod,prod,")).toBe(true);
  });

  test("refuse what cannot be asked for, an unknown secret, and other keys", async () => {
    for (const path of [
      "/api/v1/overview?range=1y",
      "/api/v1/overview?time_zone=Nowhere/Else",
      "/api/v1/anomalies/series?kind=actor&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
      "/api/v1/anomalies/risers?from=yesterday&to=today",
      `/api/v1/anomalies/risers?time_zone=Nowhere/Else&${range()}`,
      "/api/v1/secrets?filter=odd",
    ])
      expect([path, (await get(path)).status]).toEqual([path, 422]);
    for (const [query, path] of [
      [`kind=category&id=nonsense&${range()}`, "id"],
      [`kind=tenant&id=u_1&${range()}`, "id"],
      ["kind=tenant&from=0001-01-01T00:00:00Z&to=0001-01-02T00:00:00Z", "from"],
    ] as const) {
      const { status, json } = await get(`/api/v1/anomalies/series?${query}`);
      expect([query, status, json.error.fields[0].path]).toEqual([query, 422, path]);
    }
    expect((await get("/api/v1/secrets/detail?type=secret&id=none")).status).toBe(404);
    expect((await get("/api/v1/overview", acme.ingest)).status).toBe(403);
    expect((await get("/api/v1/secrets", acme.management)).status).toBe(403);
  });
});
