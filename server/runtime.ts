import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import type { Environment } from "./env.ts";
import type { Committer, Signer } from "./ledger/index.ts";
import type { Mailer } from "./mail/index.ts";
import type { Places } from "./places/index.ts";

/** What a process has one of. Next bundles its own copy of this module, so it hangs on a symbol of the global object. */
export interface Runtime {
  env: Environment;
  clock: Clock;
  database: Database;
  committer: Committer;
  signer: Signer;
  /** Null where SMTP_URL is unset. */
  mailer: Mailer | null;
  /** Null where GEOIP_FILE is unset. */
  places: Places | null;
}

const KEY = Symbol.for("sealtrail.runtime");
const holder = globalThis as { [KEY]?: Runtime };

export function setRuntime(runtime: Runtime | undefined): void {
  holder[KEY] = runtime;
}

export function runtime(): Runtime {
  const current = holder[KEY];
  if (!current) throw new Error("the runtime is not open: processes open it before anything else");
  return current;
}
