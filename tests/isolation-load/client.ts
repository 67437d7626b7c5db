import { AppError } from "#server/errors.ts";
import { isDatabaseOutage } from "#server/outage.ts";
import type { Answer, ApiListener, Sending } from "../api-listener.ts";
import type { LoadTenant, World } from "./world.ts";

/** One of the concurrent clients. Its choices follow from the seed. */
export interface Client {
  world: World;
  api: ApiListener;
  /** A whole number from 0 up to, not including, `below`. */
  pick(below: number): number;
}

/** What a client throws itself, in the middle of a transaction. */
export class Abandoned extends Error {}

const CUT = /socket hang up|ECONNRESET|aborted|cut/;
// A cancelled ROLLBACK leaves its connection in a failed transaction (25P02), which shows nothing and ends with the next BEGIN.
const CANCELLED = /57014|25P02|canceling statement/;

export const oneOf = <T>(client: Client, list: readonly T[]): T => list[client.pick(list.length)]!;

/** A tenant other than `tenant`. */
export function another(client: Client, tenant: LoadTenant): LoadTenant {
  const { tenants } = client.world;
  const at = tenants.indexOf(tenant);
  return tenants[(at + 1 + client.pick(tenants.length - 1)) % tenants.length]!;
}

/** The code that a verb ended with: an AppError's, or how its connection was lost. Anything else is a fault. */
function codeOf(what: string, client: Client, error: unknown): string {
  if (error instanceof Abandoned) return "abandoned";
  if (error instanceof AppError) return error.code;
  if (isDatabaseOutage(error)) return "unavailable";
  const { meta, code, message } = error as { meta?: unknown; code?: string; message: string };
  if (CANCELLED.test(`${code} ${message} ${JSON.stringify(meta ?? {})}`)) return "cancelled";
  client.world.witness.fault(`${what}: threw ${code} ${message}`);
  return "threw";
}

/** Calls a verb and counts it; undefined when it ended in an error, whose code must be among `codes` unless the call was aborted. */
export async function attempt<T>(
  client: Client,
  what: string,
  codes: readonly string[],
  call: () => Promise<T>,
): Promise<T | undefined> {
  const { witness } = client.world;
  witness.count(what);
  try {
    const answer = await call();
    witness.outcome("ok");
    if (!codes.includes("ok")) witness.fault(`${what}: succeeded`);
    return answer;
  } catch (error) {
    const code = codeOf(what, client, error);
    witness.outcome(code);
    if (![...codes, "unavailable", "cancelled", "threw"].includes(code))
      witness.fault(`${what}: ended with ${code}: ${(error as Error).message}`);
    return undefined;
  }
}

/** Sends a request and looks at the whole answer; undefined unless its status is the first of `statuses`. */
export async function ask(
  client: Client,
  what: string,
  tenant: LoadTenant,
  path: string,
  statuses: readonly number[],
  sending: Sending = {},
): Promise<Answer | undefined> {
  const { witness } = client.world;
  witness.count(what);
  const answer = await client.api
    .call(path, { token: tenant.provisioning, ...sending })
    .catch((error: Error) => error.message);
  if (typeof answer === "string") {
    witness.outcome("lost");
    if (!CUT.test(answer)) witness.fault(`${what}: ${answer}`);
    return undefined;
  }
  witness.outcome(String(answer.status));
  if (answer.status === 200 || answer.status === 201) {
    if (!Array.isArray(answer.json?.records)) witness.text(what, tenant.id, answer.text);
  } else {
    witness.text(what, tenant.id, answer.text);
  }
  if (![...statuses, 500, 503].includes(answer.status))
    witness.fault(`${what}: answered ${answer.status}: ${answer.text.slice(0, 200)}`);
  return answer.status === statuses[0] ? answer : undefined;
}
