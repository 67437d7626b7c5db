import { hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import pg from "pg";
import { useSha256 } from "#tlog";
import { beginSnapshot } from "./verify-database.sql.ts";
import { fetchRange, judgeRange, type RangeResult, type RangeTask } from "./verify-database-range.ts";

/** One view of one ledger at a time: begin, its pieces, end. */
export type ThreadRequest =
  | { type: "begin"; tenantId: string; snapshot: string }
  | { type: "range"; task: RangeTask }
  | { type: "end" };

/** Answers come in the order of the requests. */
export type ThreadAnswer = { result?: RangeResult } | { error: string };

useSha256((bytes) => hash("sha256", bytes, "binary"));

const port = parentPort!;
const client = new pg.Client({ connectionString: workerData.databaseUrl });
client.on("error", () => {});
let fetching: Promise<unknown> = client.connect();

/** Requests are served in order; the rows of the next piece are asked for before this one is judged, so they come meanwhile. */
function answer(request: ThreadRequest): Promise<RangeResult | undefined> {
  const before = fetching;
  if (request.type === "range") {
    const rows = before.then(() => fetchRange(client, request.task));
    fetching = rows.catch(() => {});
    return rows.then(async (fetched) => {
      await setImmediate();
      return judgeRange(request.task, fetched);
    });
  }
  const { type } = request;
  const done = before.then(async () => {
    if (type === "begin") await beginSnapshot(client, request.tenantId, request.snapshot);
    else await client.query("ROLLBACK");
    return undefined;
  });
  // A connection that could not be made fails every request, with the reason.
  fetching = type === "begin" ? done : done.catch(() => {});
  return done;
}

port.on("message", (request: ThreadRequest) => {
  answer(request).then(
    (result) =>
      port.postMessage({ result } satisfies ThreadAnswer, result ? [result.leaves.buffer as ArrayBuffer] : []),
    (error: Error) => port.postMessage({ error: error.message } satisfies ThreadAnswer),
  );
});
