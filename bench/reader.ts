import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { systemContext } from "#server/access/index.ts";
import { systemClock } from "#server/clock.ts";
import { parseEvent } from "#server/event-format/index.ts";
import { randomBase62 } from "#server/ids.ts";
import { addMember, createPerson } from "#server/people/index.ts";
import type { Runtime } from "#server/runtime.ts";
import { eventMaker } from "./event-maker.ts";
import { type BenchTenant, ledgerSize, makeTenant, type Stand } from "./stand.ts";

const BATCH_EVENTS = 1_000;

/** Who looks at pages in a browser. */
export interface Reader {
  email: string;
  password: string;
}

/** A tenant for pages: `events` of them, `stepMs` apart, the last one now. `prepare` comes behind the loading. */
export interface ReadTenant {
  slug: string;
  events: number;
  stepMs: number;
  seed: number;
  prepare?(tenantId: string): Promise<unknown>;
}

/** The tenant with its events and a person who may read them, made once in a stand that stays. */
export async function prepareReader(stand: Stand, open: Runtime, of: ReadTenant): Promise<Reader> {
  const file = join(stand.dataDir, `bench-${of.slug}-reader.json`);
  const tenant = await makeTenant(stand, of.slug, systemClock);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  await loadEvents(stand, open, tenant, of);
  await of.prepare?.(tenant.id);
  const reader = { email: `reader@${of.slug}.example`, password: `bench-${randomBase62(12)}` };
  const personId = await createPerson({ ...reader, name: "Bench Reader" });
  await addMember(systemContext(tenant.id, "setup", ["members.create"]), { personId, role: "owner" });
  writeFileSync(file, JSON.stringify(reader), { mode: 0o600 });
  return reader;
}

async function loadEvents(
  stand: Stand,
  { committer, signer }: Runtime,
  tenant: BenchTenant,
  { events, stepMs, seed }: ReadTenant,
): Promise<void> {
  const make = eventMaker(seed);
  for (let from = await ledgerSize(stand, tenant.id); from < events; from += BATCH_EVENTS) {
    const now = new Date();
    const items = Array.from({ length: BATCH_EVENTS }, (_, i) => {
      const occurredAt = new Date(now.getTime() - (events - from - i) * stepMs);
      const parsed = parseEvent(make(occurredAt), { tenantId: tenant.id, now });
      if (!parsed.event) throw new Error(`a made event breaks the rules: ${JSON.stringify(parsed.faults)}`);
      return { draft: parsed.event, keyId: tenant.ingestKeyId, receivedAtMs: now.getTime() };
    });
    await committer.append(tenant.id, { items, atomic: true });
  }
  await signer.signNow(tenant.id);
  await stand.withSuperuser((client) => client.query("VACUUM (ANALYZE)"));
}

/** Signs in and waits for the first page. */
export async function signIn(page: Page, reader: Reader): Promise<void> {
  await page.goto("/signin");
  await page.getByLabel("E-mail").fill(reader.email);
  await page.getByRole("textbox", { name: "Password" }).fill(reader.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}
