import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SettingError } from "./setting-error.ts";
import { readSmtpUrl, type SmtpSettings } from "./smtp-url.ts";
import { readWebhookAllow, type WebhookAllow } from "./webhook-allow.ts";

export interface Environment {
  port: number;
  dataDir: string;
  databaseUrl: string;
  /** Public address without a path, such as `https://audit.example.com`. */
  url: string;
  /** Host with port: the first part of every checkpoint origin. */
  host: string;
  secret: string;
  masterKeyFile: string;
  trustedProxies: number;
  databaseConnectionsMax: number;
  preparedStatements: boolean;
  /** Null: no mail goes out. */
  smtp: SmtpSettings | null;
  /** Where addresses are, as an MMDB file; null: places stay unknown. */
  geoipFile: string | null;
  /** Internal destinations that webhooks may have all the same. */
  webhookAllow: WebhookAllow;
  demo: boolean;
}

type Variables = Record<string, string | undefined>;

function integer(variables: Variables, name: string, fallback: number, min: number, max: number): number {
  const text = variables[name];
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new SettingError(name, `must be a whole number from ${min} to ${max}, not "${text}"`, String(fallback));
  }
  return value;
}

function flag(variables: Variables, name: string, fallback: boolean): boolean {
  const text = variables[name];
  if (text === undefined || text === "") return fallback;
  if (text !== "true" && text !== "false")
    throw new SettingError(name, `must be true or false, not "${text}"`, String(fallback));
  return text === "true";
}

function address(variables: Variables, port: number): URL {
  const text = variables.SEALTRAIL_URL || `http://localhost:${port}`;
  const example = "https://audit.example.com";
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw Object.assign(new SettingError("SEALTRAIL_URL", `is not an address: "${text}"`, example), { cause });
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new SettingError("SEALTRAIL_URL", "must begin with http:// or https://", example);
  }
  if (url.pathname !== "/" || url.search || url.hash || url.username) {
    throw new SettingError("SEALTRAIL_URL", "must be an address without path, query or user", example);
  }
  return url;
}

function databaseUrl(variables: Variables, name: string): string {
  const text = variables[name];
  const example = "postgres://sealtrail_app:password@127.0.0.1:5432/sealtrail";
  if (!text) throw new SettingError(name, "is not set", example);
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) {
    throw new SettingError(name, "must be a postgres:// address", example);
  }
  return text;
}

function smtp(variables: Variables, url: URL): SmtpSettings | null {
  const text = variables.SMTP_URL;
  if (!text) return null;
  try {
    return readSmtpUrl(text, url.hostname);
  } catch (cause) {
    const example = '"smtps://user:password@mail.example.com?from=Sealtrail <audit@example.com>"';
    throw Object.assign(new SettingError("SMTP_URL", (cause as Error).message, example), { cause });
  }
}

function webhookAllow(variables: Variables): WebhookAllow {
  try {
    return readWebhookAllow(variables.WEBHOOK_ALLOW ?? "");
  } catch (cause) {
    throw Object.assign(new SettingError("WEBHOOK_ALLOW", (cause as Error).message, "hooks.corp,10.20.0.0/16"), {
      cause,
    });
  }
}

function secret(variables: Variables, dataDir: string): string {
  const given = variables.SEALTRAIL_SECRET;
  const example = "$(openssl rand -base64 32)";
  if (given !== undefined && given !== "") {
    if (Buffer.byteLength(given) < 32)
      throw new SettingError("SEALTRAIL_SECRET", "must have at least 32 bytes", example);
    return given;
  }
  const file = join(dataDir, "secret");
  try {
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw Object.assign(new SettingError("SEALTRAIL_SECRET", `is not set and cannot be made in ${dataDir}`, example), {
      cause,
    });
  }
}

/** Reads `PORT` and `SEALTRAIL_DATA_DIR` only: what a start needs before there is a database. */
export function readPlace(variables: Variables = process.env): { port: number; dataDir: string; url: URL } {
  const port = integer(variables, "PORT", 3000, 1, 65_535);
  const dataDir = resolve(variables.SEALTRAIL_DATA_DIR || ".data");
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw Object.assign(
      new SettingError(
        "SEALTRAIL_DATA_DIR",
        `cannot be used: ${dataDir} cannot be made (${code})`,
        "/var/lib/sealtrail",
      ),
      { cause },
    );
  }
  return { port, dataDir, url: address(variables, port) };
}

/** The whole environment, checked; throws SettingError at the first fault, before anything is started. */
export function readEnvironment(variables: Variables = process.env): Environment {
  const { port, dataDir, url } = readPlace(variables);
  return {
    port,
    dataDir,
    databaseUrl: databaseUrl(variables, "DATABASE_URL"),
    url: url.origin,
    host: url.host,
    secret: secret(variables, dataDir),
    masterKeyFile: variables.SEALTRAIL_MASTER_KEY_FILE || join(dataDir, "master.key"),
    trustedProxies: integer(variables, "SEALTRAIL_TRUSTED_PROXIES", 0, 0, 10),
    databaseConnectionsMax: integer(variables, "SEALTRAIL_DATABASE_CONNECTIONS", 12, 4, 200),
    preparedStatements: flag(variables, "SEALTRAIL_PREPARED_STATEMENTS", true),
    smtp: smtp(variables, url),
    geoipFile: variables.GEOIP_FILE ? resolve(variables.GEOIP_FILE) : null,
    webhookAllow: webhookAllow(variables),
    demo: flag(variables, "SEALTRAIL_DEMO", false),
  };
}
