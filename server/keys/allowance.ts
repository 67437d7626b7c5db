import { keyQuery, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import type { AuthenticatedKey } from "./authenticate-key.ts";

// Sets the tenant for this statement alone; one round trip, which locks the key's row of key_meter for its time.
const TAKE_SQL = `SELECT t.* FROM (SELECT set_config('app.tenant_id', $1, true)::uuid AS tenant OFFSET 0) s,
  LATERAL key_take(s.tenant, $2, $3, $4, $5, $6, $7, $8) t`;

interface Taken {
  requests_granted: number;
  rows_granted: string;
  wait_s: number;
}

interface Wanted {
  requests: number;
  requestsMax: number;
  rows: number;
  rowsMax: number | null;
  ip?: string | undefined;
}

async function take(tenantId: string, keyId: string, wanted: Wanted): Promise<Taken> {
  const { requests, requestsMax, rows, rowsMax, ip } = wanted;
  const now = runtime().clock.now();
  const values = [tenantId, keyId, requests, requestsMax, rows, rowsMax, ip ?? null, now];
  const [taken] = await keyQuery<Taken>("key_take", TAKE_SQL, values);
  return taken!;
}

interface Waiting {
  ip: string | undefined;
  resolve(waitS: number): void;
  reject(error: unknown): void;
}

/** What a process has of a key's allowance: requests taken ahead, good until the minute ends, and who waits for more. */
interface Share {
  ahead: number;
  untilMs: number;
  waiting: Waiting[];
  isTaking: boolean;
}

const SHARES_MAX = 10_000;
const MINUTE_MS = 60_000;
/** An ingest key's requests are taken ahead by the twentieth of a minute's, so that appending costs no second round trip. */
const AHEAD_SHARE = 1 / 20;
const shares = new Map<string, Share>();

/**
 * Takes one request out of a key's allowance a minute, which all processes share. AppError `rate_limited` when it is used up, with when to
 * come again. Of a provisioning or management key every request is counted before it is admitted, those that come at once in one round
 * trip; of an ingest key, whose limit is a guard, a process takes up to a twentieth of the minute's ahead.
 */
export async function admitRequest(key: AuthenticatedKey, ip: string | undefined): Promise<void> {
  if (key.tenantId === null || key.requestsPerMinute === null) return;
  const nowMs = runtime().clock.now().getTime();
  const share = shares.get(key.id) ?? { ahead: 0, untilMs: 0, waiting: [], isTaking: false };
  if (!shares.has(key.id) && shares.size >= SHARES_MAX) shares.clear();
  shares.set(key.id, share);
  if (share.ahead > 0 && nowMs < share.untilMs) {
    share.ahead--;
    return;
  }
  const { tenantId, requestsPerMinute } = key;
  const waitS = await new Promise<number>((resolve, reject) => {
    share.waiting.push({ ip, resolve, reject });
    void takeForWaiting(tenantId, key.id, share, {
      requestsMax: requestsPerMinute,
      ahead: key.kind === "ingest" ? Math.floor(requestsPerMinute * AHEAD_SHARE) : 0,
    });
  });
  if (waitS > 0)
    throw new AppError(
      "rate_limited",
      `This key may make ${requestsPerMinute} requests a minute: try again in ${waitS} s.`,
      { retryAfterS: waitS, reason: "requests a minute" },
    );
}

async function takeForWaiting(
  tenantId: string,
  keyId: string,
  share: Share,
  { requestsMax, ahead }: { requestsMax: number; ahead: number },
): Promise<void> {
  if (share.isTaking) return;
  share.isTaking = true;
  while (share.waiting.length > 0) {
    const asked = share.waiting;
    share.waiting = [];
    try {
      const requests = asked.length + ahead;
      const ip = asked.at(-1)!.ip;
      const nowMs = runtime().clock.now().getTime();
      const taken = await take(tenantId, keyId, { requests, requestsMax, rows: 0, rowsMax: null, ip });
      asked.forEach(({ resolve }, i) => void resolve(i < taken.requests_granted ? 0 : Math.max(1, taken.wait_s)));
      share.ahead = Math.max(0, taken.requests_granted - asked.length);
      share.untilMs = (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS;
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
  share.isTaking = false;
}

/**
 * Takes rows out of the allowance of the context's key a day before they are read: gives how many of `wanted` it may have, all of them for
 * callers without such a limit. AppError `rate_limited` when none is left. What was not used is given back.
 */
export async function takeRows(context: TenantContext, wanted: number): Promise<number> {
  const rowsMax = context.use?.rowsPerDay ?? null;
  if (rowsMax === null || wanted === 0) return wanted;
  const taken = await take(context.tenantId, context.caller.id, {
    requests: 0,
    requestsMax: 1,
    rows: wanted,
    rowsMax,
  });
  const granted = Number(taken.rows_granted);
  if (granted > 0) return granted;
  throw new AppError(
    "rate_limited",
    `This key may read ${rowsMax} rows a day and has read them: it may go on at midnight UTC, in ${Math.ceil(taken.wait_s / 60)} min.`,
    { retryAfterS: Math.max(1, taken.wait_s), reason: "rows a day" },
  );
}

/** Gives rows back that were taken and not read. */
export async function returnRows(context: TenantContext, unused: number): Promise<void> {
  const rowsMax = context.use?.rowsPerDay ?? null;
  if (rowsMax === null || unused <= 0) return;
  await take(context.tenantId, context.caller.id, { requests: 0, requestsMax: 1, rows: -unused, rowsMax });
}

/** Runs a read of up to `wanted` rows within the allowance of the context's key; `rows` of what it gives says how many it read. */
export async function withinRows<T>(
  context: TenantContext,
  wanted: number,
  read: (granted: number) => Promise<T>,
  rows: (result: T) => number,
): Promise<T> {
  const granted = await takeRows(context, wanted);
  let used = 0;
  try {
    const result = await read(granted);
    used = rows(result);
    return result;
  } finally {
    await returnRows(context, granted - used);
  }
}
