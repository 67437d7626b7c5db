import { setTimeout as sleep } from "node:timers/promises";
import { type DatabaseUrls, withClient } from "../database-server.ts";

export interface Disturbance {
  cancelled: number;
  terminated: number;
  /** Stops disturbing. */
  stop(): Promise<void>;
}

// A busy connection first, and in one statement, so that what is aborted is still under way.
const ABORT_SQL = `SELECT CASE WHEN $1::boolean THEN pg_terminate_backend(pid) ELSE pg_cancel_backend(pid) END
                     FROM (SELECT pid FROM pg_stat_activity WHERE usename = 'sealtrail_app' AND datname = current_database()
                            ORDER BY state <> 'active', random() LIMIT 1) AS victim`;
const EVERY_MS = 120;
const TERMINATE_SHARE = 0.3;

/** Every so often cancels the statement of one of the app role's connections, or ends the connection. */
export function disturb(urls: DatabaseUrls, random: () => number): Disturbance {
  let stopping = false;
  const disturbance: Disturbance = { cancelled: 0, terminated: 0, stop: async () => {} };
  const running = withClient(urls.superuser, async (client) => {
    while (!stopping) {
      await sleep(EVERY_MS * (0.5 + random()));
      const terminate = random() < TERMINATE_SHARE;
      const { rowCount } = await client.query(ABORT_SQL, [terminate]);
      disturbance[terminate ? "terminated" : "cancelled"] += rowCount ?? 0;
    }
  });
  disturbance.stop = async () => {
    stopping = true;
    await running;
  };
  return disturbance;
}
