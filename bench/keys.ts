import { measureChecks } from "./keys-checks.ts";
import { measureKeyRequests } from "./keys-requests.ts";
import type { ResultRow } from "./results.ts";
import type { Stand } from "./stand.ts";

/** What a key costs a request: finding and checking it among 10,000, counting and recording its use, refusing fakes. */
export async function measureKeys(stand: Stand): Promise<ResultRow[]> {
  const { rows, ...checked } = await measureChecks(stand);
  return [...rows, ...(await measureKeyRequests(stand, checked))];
}
