import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readEnvironment } from "./env.ts";
import { SettingError } from "./setting-error.ts";

const dataDir = mkdtempSync(join(tmpdir(), "sealtrail-env-"));
afterAll(() => rmSync(dataDir, { recursive: true }));
const read = (variables: Record<string, string>) =>
  readEnvironment({ DATABASE_URL: "postgres://app@db/sealtrail", SEALTRAIL_DATA_DIR: dataDir, ...variables });

describe("WEBHOOK_ALLOW", () => {
  it("allows nothing internal when it is unset", () => {
    expect(read({}).webhookAllow).toEqual({ hosts: new Set(), blocks: [] });
  });

  it("is read", () => {
    const { webhookAllow } = read({ WEBHOOK_ALLOW: "hooks.corp,10.20.0.0/16" });
    expect(webhookAllow.hosts).toEqual(new Set(["hooks.corp"]));
    expect(webhookAllow.blocks).toHaveLength(1);
  });

  it("stops the start with one line when it is faulty", () => {
    expect(() => read({ WEBHOOK_ALLOW: "https://hooks.corp/" })).toThrow(
      /^WEBHOOK_ALLOW must be host names, addresses or CIDR blocks[^\n]*; for example WEBHOOK_ALLOW=[^\n]*$/,
    );
  });
});

describe("SMTP_URL and GEOIP_FILE", () => {
  it.each<Record<string, string>>([{}, { SMTP_URL: "", GEOIP_FILE: "" }])(
    "are off when they are unset: %j",
    (variables) => expect(read(variables)).toMatchObject({ smtp: null, geoipFile: null }),
  );

  it("are read", () => {
    const variables = {
      SEALTRAIL_URL: "https://audit.example.com:8443",
      SMTP_URL: "smtp://mail",
      GEOIP_FILE: "/geo/city.mmdb",
    };
    expect(read(variables)).toMatchObject({
      smtp: { host: "mail", from: { address: "no-reply@audit.example.com" } },
      geoipFile: "/geo/city.mmdb",
    });
  });

  it("a faulty SMTP_URL stops the start with one line, which names it and gives an example but not the password", () => {
    const variables = { SMTP_URL: "smtp://user:hunter2@mail?from=nobody" };
    expect(() => read(variables)).toThrow(SettingError);
    expect(() => read(variables)).toThrow(/^SMTP_URL has a from that [^\n]*; for example SMTP_URL="smtps:[^\n]*$/);
    expect(() => read(variables)).not.toThrow("hunter2");
  });
});
