import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CliError } from "./cli-error.ts";
import type { Terminal } from "./terminal.ts";

/** What of demo.json the commands use. */
interface DemoPlace {
  url?: string;
  databases?: { app?: string; superuser?: string | null };
  tenants?: { id: string; slug: string }[];
  keys?: { tenant: string | null; kind: string; token: string }[];
}

export function dataDirOf(given: string | undefined, terminal: Terminal): string {
  return resolve(given ?? (terminal.env.SEALTRAIL_DATA_DIR || ".data"));
}

function readDemo(dataDir: string): DemoPlace | undefined {
  const file = join(dataDir, "demo.json");
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new CliError(`${file}: cannot be read (${(cause as Error).message})`, { cause });
  }
}

/** The database to verify: what was given, DATABASE_URL, or that of the demo in the data directory. */
export function findDatabase(given: string | undefined, dataDir: string, terminal: Terminal): string {
  const demo = given || terminal.env.DATABASE_URL ? undefined : readDemo(dataDir)?.databases;
  const url = given || terminal.env.DATABASE_URL || demo?.superuser || demo?.app;
  if (!url)
    throw new CliError(
      `no database to verify: give its address after --database, set DATABASE_URL, or start npm run demo (there is no demo.json in ${dataDir})`,
    );
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw new CliError(
      "--database: must be a postgres:// address, such as postgres://sealtrail_app:password@127.0.0.1:5432/sealtrail",
    );
  return url;
}

export interface Destination {
  /** Without a path. */
  url: string;
  token: string;
}

const KEY_BEGINNING = { ingest: "st_ing_", management: "st_mgt_", provisioning: "st_prv_" } as const;
type DestinationKind = keyof typeof KEY_BEGINNING;

const aKey = (kind: DestinationKind) => `${kind === "ingest" ? "an" : "a"} ${kind} key`;

/** The server and the key for it: what was given, SEALTRAIL_URL and SEALTRAIL_KEY, or the demo's address and a tenant's key of the kind. */
export function findDestination(
  given: { url?: string | undefined; key?: string | undefined; tenant?: string | undefined },
  terminal: Terminal,
  kind: DestinationKind = "ingest",
): Destination {
  const dataDir = dataDirOf(undefined, terminal);
  const url = given.url || terminal.env.SEALTRAIL_URL;
  const token = given.key || (given.tenant ? undefined : terminal.env.SEALTRAIL_KEY);
  const demo = url && token ? undefined : readDemo(dataDir);
  const address = url || demo?.url;
  if (!address) throw new CliError("no server to send to: give --url https://audit.example.com or set SEALTRAIL_URL");
  // A key of the demo goes to the demo alone.
  if (!token && demo?.url && checkedUrl(address) !== checkedUrl(demo.url))
    throw new CliError(
      `no key for ${checkedUrl(address)}: give --key or set SEALTRAIL_KEY to ${aKey(kind)} (${KEY_BEGINNING[kind]}...)`,
    );
  const destination = { url: checkedUrl(address), token: token || demoKey(demo, given.tenant, dataDir, kind) };
  if (!/^st_[a-z]+_[0-9A-Za-z]+_[0-9A-Za-z]+$/.test(destination.token))
    throw new CliError(`--key: is not a Sealtrail key; ${aKey(kind)} begins with ${KEY_BEGINNING[kind]}`);
  return destination;
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new CliError("--url: must be an http:// or https:// address, such as https://audit.example.com");
  if (url.pathname !== "/" || url.search || url.username)
    throw new CliError("--url: must be an address without path, query or user, such as https://audit.example.com");
  return url.origin;
}

function demoKey(
  demo: DemoPlace | undefined,
  tenant: string | undefined,
  dataDir: string,
  kind: DestinationKind,
): string {
  if (!demo)
    throw new CliError(
      `no key to send with: give --key or set SEALTRAIL_KEY to ${aKey(kind)} (${KEY_BEGINNING[kind]}...)`,
    );
  const slug =
    tenant === undefined
      ? demo.tenants?.[0]?.slug
      : demo.tenants?.find((one) => one.slug === tenant || one.id === tenant)?.slug;
  const key = slug === undefined ? undefined : demo.keys?.find((one) => one.kind === kind && one.tenant === slug);
  if (key) return key.token;
  const known = (demo.keys ?? []).flatMap((one) => (one.kind === kind && one.tenant !== null ? [one.tenant] : []));
  throw new CliError(
    `--tenant: the demo in ${dataDir} has ${aKey(kind)} for ${[...new Set(known)].join(", ") || "no tenant"} only; give --key instead`,
  );
}
