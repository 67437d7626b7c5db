import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SealedEvent } from "#tlog";
import { openTestDatabase, openTestRuntime, superQuery, testDirectory } from "../../tests/database.ts";
import { ledgerFaults } from "../../tests/ledger-check.ts";
import { encodeMmdb } from "../../tests/mmdb.ts";
import { makePerson, makeTenant, newEvent, sendEvents } from "../../tests/tenant.ts";
import { readEnvironment } from "../env.ts";
import type { EventInput } from "../event-format/index.ts";
import { importRecords } from "../imports/index.ts";
import { authenticateKey } from "../keys/index.ts";
import { openRuntime } from "../open-runtime.ts";
import { signIn } from "../people/index.ts";
import { SettingError } from "../setting-error.ts";

const BERLIN = { country: "DE", city: "Berlin", lat: 52.52, lon: 13.405 };
const PARIS = { country: "FR", city: "Paris" };
const RECORD = {
  country: { iso_code: "DE" },
  city: { names: { en: "Berlin" } },
  location: { latitude: 52.52, longitude: 13.405 },
};
const urls = await openTestDatabase();
const dataDir = testDirectory();

function fileOf(record: Parameters<typeof encodeMmdb>[0][string]): string {
  const file = join(testDirectory(), "city.mmdb");
  writeFileSync(file, encodeMmdb({ "203.0.113.0/24": record, "10.0.0.0/8": record }));
  return file;
}

async function inRuntime<T>(geoipFile: string, work: () => Promise<T>): Promise<T> {
  const runtime = await openTestRuntime({ urls, dataDir, variables: { GEOIP_FILE: geoipFile } });
  try {
    return await work();
  } finally {
    await runtime.close();
  }
}

async function storedEvents(tenantId: string): Promise<SealedEvent[]> {
  const text = "SELECT body FROM event WHERE tenant_id = $1::uuid ORDER BY seq";
  return (await superQuery<{ body: string }>(urls, text, [tenantId])).map(({ body }) => JSON.parse(body));
}
const locationOf = async (tenantId: string, id: string) =>
  (await storedEvents(tenantId)).find((event) => event.id === id)?.source?.location;

describe("events that are taken in", () => {
  it("get the place of their address, sealed, unless they bring one", () =>
    inRuntime(fileOf(RECORD), async () => {
      const tenant = await makeTenant();
      const sources: EventInput["source"][] = [
        { ip: "203.0.113.7", via: "api" },
        { ip: "203.0.113.7", location: { country: "BR" } },
        { ip: "198.51.100.7" },
        { ip: "10.1.2.3" },
        { via: "api" },
      ];
      const { receipts } = await sendEvents(
        tenant.ingest,
        sources.map((source) => newEvent({ source: source! })),
      );
      const places = await Promise.all(receipts.map((receipt) => locationOf(tenant.id, receipt!.id)));
      expect(places).toEqual([BERLIN, { country: "BR" }, undefined, undefined, undefined]);
      const columns = await superQuery<{ country: string | null }>(
        urls,
        "SELECT country FROM event WHERE tenant_id = $1::uuid AND key_id <> 'sealtrail' ORDER BY seq",
        [tenant.id],
      );
      expect(columns.map(({ country }) => country)).toEqual(["de", "br", null, null, null]);
      expect(await ledgerFaults(urls, tenant.id)).toEqual([]);
    }));

  it("are known again whatever the file says by then", async () => {
    const [event, tenant, first] = await inRuntime(fileOf(RECORD), async () => {
      const event = newEvent({ external_id: "repeat-1" });
      const made = await makeTenant();
      const sent = await sendEvents(made.ingest, event, { idempotencyKey: "k" });
      return [event, made, sent.receipts[0]!] as const;
    });
    for (const file of [fileOf({ country_code: "FR", city: "Paris" }), ""]) {
      await inRuntime(file, async () => {
        const again = { ...first, duplicate: true };
        expect((await sendEvents(tenant.ingest, event)).receipts).toEqual([again]);
        expect((await sendEvents(tenant.ingest, event, { idempotencyKey: "k" })).receipts[0]).toMatchObject({
          id: first.id,
          seq: first.seq,
        });
        const other = { ...event, source: { ...event.source, location: { country: "DE" } } };
        await expect(sendEvents(tenant.ingest, other)).rejects.toMatchObject({ code: "conflict" });
      });
    }
    expect(await locationOf(tenant.id, first.id)).toEqual(BERLIN);
    expect((await storedEvents(tenant.id)).filter(({ external_id }) => external_id === "repeat-1")).toHaveLength(1);
  });

  it("get it from an import too, which stays repeatable", () =>
    inRuntime(fileOf({ country_code: "FR", city: "Paris" }), async () => {
      const tenant = await makeTenant();
      const key = await authenticateKey(tenant.ingest, { requestId: "r", via: "api" });
      const record = {
        eventVersion: "1.08",
        eventTime: "2026-11-01T10:00:00Z",
        eventSource: "signin.amazonaws.com",
        eventName: "ConsoleLogin",
        eventID: "7c1d1f0e-5b0a-4a52-9d1e-5d1a6a2f0001",
        sourceIPAddress: "203.0.113.9",
        userIdentity: { type: "IAMUser", principalId: "AIDA", userName: "ana" },
      };
      const body = Buffer.from(JSON.stringify({ Records: [record] }));
      expect(await importRecords(key, "cloudtrail", body)).toMatchObject({ appended: 1, duplicates: 0 });
      expect(await importRecords(key, "cloudtrail", body)).toMatchObject({ appended: 0, duplicates: 1, conflicts: 0 });
      const imported = (await storedEvents(tenant.id)).find(({ origin }) => origin?.system === "aws.cloudtrail");
      expect(imported?.source).toMatchObject({ ip: "203.0.113.9", location: PARIS });
    }));
});

it("trail events get the place of who acted", () =>
  inRuntime(fileOf(RECORD), async () => {
    const tenant = await makeTenant();
    const { email, password } = await makePerson([tenant]);
    await signIn({ email, password }, { requestId: "r", via: "ui", ip: "203.0.113.7" });
    const acts = await storedEvents(tenant.id);
    expect(acts.find(({ action }) => action === "person.signed_in")?.source).toMatchObject({ location: BERLIN });
    expect(acts.find(({ action }) => action === "tenant.created")?.source).toEqual({ via: "job" });
  }));

it("a file that is none stops the start before anything is opened", async () => {
  const file = join(testDirectory(), "not.mmdb");
  writeFileSync(file, "not an MMDB file");
  const variables = {
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
    SEALTRAIL_DATA_DIR: dataDir,
    GEOIP_FILE: file,
  };
  await expect(openRuntime(readEnvironment(variables))).rejects.toThrow(SettingError);
});
