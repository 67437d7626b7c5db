import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { chmod } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { chooseAccount, withPassage } from "./embedded-postgres/account.ts";
import { findPostgresBinaries } from "./embedded-postgres/binaries.ts";
import { type ClusterPlace, createCluster, inspectCluster, resetPassword } from "./embedded-postgres/cluster.ts";
import { lockDataDirectory } from "./embedded-postgres/directory-lock.ts";
import { explainFileError } from "./embedded-postgres/failure.ts";
import { choosePort } from "./embedded-postgres/port.ts";
import {
  clearRemains,
  launchPostgres,
  type PostgresServer,
  signalQuietly,
  stopPostgres,
} from "./embedded-postgres/server.ts";

export interface EmbeddedPostgres {
  port: number;
  superuserUrl: string;
  version: string;
  pid: number;
  stop(): Promise<void>;
}

interface Settings {
  password: string;
  port?: number;
}

/**
 * Starts the PostgreSQL of `<dataDir>/postgres`, after creating or repairing what needs it. It runs in a session of its
 * own, so that Ctrl-C in the terminal does not reach it: `stop` ends it (fast shutdown), and so does the end of this
 * process. `log` gets a line for each unusual thing done; the server's own log is `<dataDir>/postgres.log`.
 * Throws an Error whose message is one line that says what is wrong and what to do.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  log?: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {});
  const dataDir = path.resolve(options.dataDir);
  let unlock: (() => void) | undefined;
  try {
    const fresh = mkdirSync(dataDir, { recursive: true, mode: 0o700 }) !== undefined;
    unlock = await lockDataDirectory(dataDir);
    const place = await preparePlace(realpathSync(dataDir), fresh);
    const settings = await prepareCluster(place, log);
    const { server, port } = await startServer(place, settings.port, log);
    return await handOver(place, server, { ...settings, port }, unlock, log);
  } catch (error) {
    unlock?.();
    throw explainFileError(error, dataDir);
  }
}

async function preparePlace(dataDir: string, fresh: boolean): Promise<ClusterPlace> {
  const binaries = await findPostgresBinaries();
  const clusterDir = path.join(dataDir, "postgres");
  const account = chooseAccount(clusterDir);
  if (fresh && account.spawnOptions.uid !== undefined) await chmod(dataDir, 0o711);
  return { dataDir, clusterDir, binaries, account: withPassage(account, [binaries.postgres, clusterDir]) };
}

async function prepareCluster(place: ClusterPlace, log: (line: string) => void): Promise<Settings> {
  const file = path.join(place.dataDir, "postgres.json");
  const known = readSettings(file);
  const settings = known ?? { password: randomBytes(24).toString("hex") };
  if (await inspectCluster(place)) {
    await clearRemains(place.clusterDir, log);
    if (known) return known;
    log(`${file} is missing or damaged: giving the database's superuser a new password`);
    await resetPassword(place, settings.password);
  } else {
    await createCluster(place, settings.password);
  }
  writeSettings(file, settings);
  return settings;
}

async function startServer(
  place: ClusterPlace,
  preferredPort: number | undefined,
  log: (line: string) => void,
): Promise<{ server: PostgresServer; port: number }> {
  let port = await choosePort(preferredPort);
  if (preferredPort !== undefined && port !== preferredPort) log(`Port ${preferredPort} is taken: using ${port}`);
  for (let attempt = 0; attempt < 40; attempt++) {
    const outcome = await launchPostgres(place, port);
    if ("server" in outcome) return { server: outcome.server, port };
    if (outcome.failure instanceof Error) throw outcome.failure;
    if (outcome.failure === "port taken") port = await choosePort(undefined);
    else await endOrphans(place.clusterDir, attempt);
  }
  throw new Error(
    `PostgreSQL processes of an earlier run still use ${place.clusterDir} and do not end. Kill them (pgrep -af postgres) and start again.`,
  );
}

// After a kill -9 of the server its backends end by themselves within moments, unless one is deep in a long query.
async function endOrphans(clusterDir: string, attempt: number): Promise<void> {
  await sleep(250);
  if (attempt < 4 || process.platform !== "linux") return;
  for (const pid of readdirSync("/proc").map(Number)) {
    try {
      const isBackend = readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres";
      if (isBackend && readlinkSync(`/proc/${pid}/cwd`) === clusterDir) signalQuietly(pid, "SIGQUIT");
    } catch {}
  }
}

async function handOver(
  place: ClusterPlace,
  server: PostgresServer,
  settings: Required<Settings>,
  unlock: () => void,
  log: (line: string) => void,
): Promise<EmbeddedPostgres> {
  const superuserUrl = `postgres://postgres:${settings.password}@127.0.0.1:${settings.port}/postgres`;
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      if (!server.hasExited()) await stopPostgres(server.pid, server.hasExited);
      unlock();
    })();
    return stopping;
  };
  void server.exited.then(() => {
    if (!stopping) log(`PostgreSQL ended unexpectedly. Its log is ${path.join(place.dataDir, "postgres.log")}`);
  });
  try {
    const version = await askVersion(superuserUrl, place.dataDir);
    writeSettings(path.join(place.dataDir, "postgres.json"), settings);
    return { port: settings.port, superuserUrl, version, pid: server.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function askVersion(superuserUrl: string, dataDir: string): Promise<string> {
  const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 30_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    return rows[0]?.server_version ?? "";
  } catch (error) {
    if ((error as { code?: string }).code !== "28P01") throw error;
    const file = path.join(dataDir, "postgres.json");
    throw new Error(
      `The password in ${file} is not the database's. Delete that file and start again: it is made anew.`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

function readSettings(file: string): Settings | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { password, port } = JSON.parse(readFileSync(file, "utf8")) as Settings;
    if (!/^[0-9a-f]{48}$/.test(password)) return undefined;
    return port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536
      ? { password, port }
      : { password };
  } catch {
    return undefined;
  }
}

function writeSettings(file: string, settings: Settings): void {
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(settings)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
