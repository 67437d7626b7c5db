import type { EventInput } from "#server/event-format/index.ts";
import { keyIdOf, makePerson, makeTenant, newEvent, sendEvents, type TestTenant } from "../tenant.ts";
import type { Witness } from "./witness.ts";

/** A tenant whose every event, key and member is registered with the witness. */
export interface LoadTenant extends TestTenant {
  /** Ids of its marked events: those that receipts came for. */
  events: string[];
  vkey: string;
}

export interface World {
  tenants: LoadTenant[];
  witness: Witness;
}

const EVENTS_EACH = 40;
const AT_ONCE = 8;

/** An event that carries its tenant in action, actor, target, session and metadata. */
export function markedEvent(tenant: Pick<TestTenant, "id" | "slug">): EventInput {
  return newEvent({
    action: `load.${tenant.slug}`,
    actor: { type: "user", id: tenant.id, name: tenant.slug },
    targets: [{ type: "secret", id: tenant.slug, name: tenant.id }],
    session_id: tenant.slug,
    metadata: { mark: tenant.id },
  });
}

export function markedEvents(tenant: Pick<TestTenant, "id" | "slug">, count: number): EventInput[] {
  return Array.from({ length: count }, () => markedEvent(tenant));
}

/** Registers what receipts were given for. */
export function keepReceipts(world: World, tenant: LoadTenant, receipts: readonly ({ id: string } | null)[]): void {
  for (const receipt of receipts) {
    if (!receipt) continue;
    world.witness.own(receipt.id, tenant.id);
    tenant.events.push(receipt.id);
  }
}

export async function makeWorld(
  witness: Witness,
  tenantCount: number,
  vkeyOf: (origin: string) => string,
): Promise<World> {
  const world: World = { tenants: [], witness };
  let begun = 0;
  const makeSome = async () => {
    while (begun++ < tenantCount) world.tenants.push(await makeMarked(world, vkeyOf));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, makeSome));
  return world;
}

async function makeMarked(world: World, vkeyOf: (origin: string) => string): Promise<LoadTenant> {
  const { witness } = world;
  const made = await makeTenant();
  const tenant: LoadTenant = { ...made, events: [], vkey: vkeyOf(made.origin) };
  const person = await makePerson([tenant]);
  const keys = [tenant.ingest, tenant.provisioning, tenant.management].map(keyIdOf);
  for (const mark of [tenant.id, tenant.slug, person.id, ...keys]) witness.own(mark, tenant.id);
  const { receipts } = await sendEvents(tenant.ingest, markedEvents(tenant, EVENTS_EACH), { waitForCheckpoint: true });
  keepReceipts(world, tenant, receipts);
  return tenant;
}
