import { hash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import pg from "pg";
import { useSha256 } from "#tlog";
import { beginSnapshot } from "./verify-database.sql.ts";
import { checkRange, type RangeResult, type RangeTask } from "./verify-database-range.ts";

export type ThreadRequest =
  | { type: "begin"; tenantId: string; snapshot: string }
  | { type: "range"; task: RangeTask }
  | { type: "end" };

export type ThreadAnswer = { result?: RangeResult } | { error: string };

useSha256((bytes) => hash("sha256", bytes, "binary"));

const port = parentPort!;
const client = new pg.Client({ connectionString: workerData.databaseUrl });
client.on("error", () => {});
const connected = client.connect();
connected.catch(() => {});

async function answer(request: ThreadRequest): Promise<RangeResult | undefined> {
  await connected;
  if (request.type === "range") return checkRange(client, request.task);
  if (request.type === "begin") await beginSnapshot(client, request.tenantId, request.snapshot);
  else await client.query("ROLLBACK");
  return undefined;
}

// The client keeps the order of its queries, so answers keep that of the requests; the rows of the next piece come while
// this one is judged.
port.on("message", (request: ThreadRequest) => {
  answer(request).then(
    (result) =>
      port.postMessage({ result } satisfies ThreadAnswer, result ? [result.leaves.buffer as ArrayBuffer] : []),
    (error: Error) => port.postMessage({ error: error.message } satisfies ThreadAnswer),
  );
});
