import { readEnvironment } from "#server/env.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { type ApiListener, listenApi } from "../api-listener.ts";
import type { DatabaseUrls } from "../database-server.ts";
import { randomOf } from "../random.ts";
import { checkConnections, checkLedgers } from "./aftermath.ts";
import type { Client } from "./client.ts";
import { type Disturbance, disturb } from "./disturb.ts";
import { HTTP_TURNS, type Turn } from "./http-turns.ts";
import { VERB_TURNS } from "./verb-turns.ts";
import { makeWitness, type Witness } from "./witness.ts";
import { makeWorld, type World } from "./world.ts";

export interface IsolationOptions {
  /** Master key and marks. */
  dataDir: string;
  /** Calls to make, at least. */
  queries: number;
  seed: number;
  tenants?: number;
  clients?: number;
  onProgress?(queries: number): void;
  /** Called when the tenants are there, before the first client starts. */
  onReady?(world: World): Promise<void>;
}

export interface IsolationResult
  extends Pick<Witness, "queries" | "byKind" | "rows" | "faults" | "faultCount" | "outcomes"> {
  tenants: number;
  clients: number;
  cancelled: number;
  terminated: number;
  /** Connections that answered reads at the end. */
  readConnections: number;
  ledgerEvents: number;
}

export const READ_CONNECTIONS = 4;
/** The group committer and the signer have a third, and finding keys a sixth. */
const CONNECTIONS = 7;
const TURNS: readonly [number, Turn][] = [...HTTP_TURNS, ...VERB_TURNS];
const WEIGHT = TURNS.reduce((sum, [weight]) => sum + weight, 0);
const PROGRESS_EVERY = 10_000;

/**
 * Many clients over many tenants on few connections, with calls that are aborted in every way: all that comes back is looked at.
 * Clears no trace: the database holds what was written.
 */
export async function runIsolationLoad(urls: DatabaseUrls, options: IsolationOptions): Promise<IsolationResult> {
  const { dataDir, queries, seed, tenants = 50, clients = 64 } = options;
  const random = randomOf(seed);
  const runtime = await openRuntime(
    readEnvironment({
      DATABASE_URL: urls.app,
      SEALTRAIL_DATA_DIR: dataDir,
      SEALTRAIL_URL: "http://audit.test",
      SEALTRAIL_DATABASE_CONNECTIONS: String(CONNECTIONS),
    }),
  );
  let api: ApiListener | undefined;
  let disturbance: Disturbance | undefined;
  try {
    const witness = makeWitness();
    const world = await makeWorld(witness, tenants, runtime.signer.vkeyOf);
    await options.onReady?.(world);
    api = await listenApi();
    disturbance = disturb(urls, randomOf(seed + 1));
    let progress = PROGRESS_EVERY;
    const client: Client = { world, api, pick: (below) => Math.floor(random() * below) };
    const work = async () => {
      while (witness.queries < queries) {
        await takeTurn(client);
        if (witness.queries >= progress) options.onProgress?.(progress);
        if (witness.queries >= progress) progress += PROGRESS_EVERY;
      }
    };
    await Promise.all(Array.from({ length: clients }, work));
    await disturbance.stop();
    const { cancelled, terminated } = disturbance;
    const readConnections = await checkConnections(world, READ_CONNECTIONS);
    await runtime.committer.drain();
    const ledgerEvents = await checkLedgers(urls, world);
    const { byKind, rows, faults, faultCount, outcomes } = witness;
    return {
      ...{ queries: witness.queries, byKind, rows, faults, faultCount, outcomes },
      ...{ tenants, clients, cancelled, terminated, readConnections, ledgerEvents },
    };
  } finally {
    await disturbance?.stop().catch(() => {});
    await api?.close();
    await runtime.close();
  }
}

async function takeTurn(client: Client): Promise<void> {
  const { tenants } = client.world;
  const tenant = tenants[client.pick(tenants.length)]!;
  let at = client.pick(WEIGHT);
  const [, turn] = TURNS.find(([weight]) => {
    at -= weight;
    return at < 0;
  })!;
  await turn(client, tenant).catch((error: Error) => client.world.witness.fault(`${turn.name}: threw ${error.stack}`));
}
