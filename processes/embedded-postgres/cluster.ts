import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, chown, mkdir, readdir, rename, rm, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Account } from "./account.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { explainOutput } from "./failure.ts";

const freeBytesMin = 300 * 1024 * 1024;
const majorVersion = "18";

export interface ClusterPlace {
  dataDir: string;
  clusterDir: string;
  account: Account;
  binaries: PostgresBinaries;
}

/** Whether `clusterDir` holds a whole cluster of this version; remains of an interrupted initdb are removed. */
export async function inspectCluster({ clusterDir, account }: ClusterPlace): Promise<boolean> {
  if (!existsSync(clusterDir)) return false;
  const { uid } = statSync(clusterDir);
  if (uid !== account.uid && process.getuid?.() !== 0) {
    throw new Error(
      `${clusterDir} belongs to user ${uid}, and this is user ${account.uid}. Run as that user, or set SEALTRAIL_DATA_DIR to another directory.`,
    );
  }
  if (!isComplete(clusterDir)) {
    if (holdsDatabases(clusterDir)) {
      throw new Error(
        `${clusterDir} has lost its global/pg_control or PG_VERSION. Restore it from a backup, or move it away to start with an empty database.`,
      );
    }
    await rm(clusterDir, { recursive: true, force: true });
    return false;
  }
  const found = readFileSync(path.join(clusterDir, "PG_VERSION"), "utf8").trim();
  if (found !== majorVersion) {
    throw new Error(
      `${clusterDir} was made by PostgreSQL ${found}, and this is PostgreSQL ${majorVersion}. Dump it with version ${found} and load it here, or move it away to start with an empty database.`,
    );
  }
  if (uid !== account.uid) giveTo(clusterDir, account);
  await chmod(clusterDir, 0o700);
  return true;
}

/** Makes a new cluster beside its place and moves it there when it is whole, so that no half-made one ever stands there. */
export async function createCluster(place: ClusterPlace, password: string): Promise<void> {
  const { dataDir, clusterDir, account } = place;
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize < freeBytesMin) throw explainOutput("No space left on device", dataDir, "PostgreSQL");
  for (const name of await readdir(dataDir)) {
    if (name.startsWith("postgres.new")) await rm(path.join(dataDir, name), { recursive: true, force: true });
  }
  const draft = path.join(dataDir, "postgres.new");
  const passwordFile = path.join(dataDir, "postgres.new.password");
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (process.getuid?.() === 0) {
    await chown(draft, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    await initialize(place, draft, passwordFile);
    await rename(draft, clusterDir);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

// The builtin provider sorts and folds the same on every machine; pg_trgm still asks the C library what a letter is.
async function initialize({ binaries, account }: ClusterPlace, draft: string, passwordFile: string): Promise<void> {
  const args = [
    `--pgdata=${draft}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--data-checksums",
  ];
  let output = "";
  for (const letters of ["C.UTF-8", "en_US.UTF-8", "C"]) {
    const run = await runToEnd(spawnAs(account, binaries.initdb, [...args, `--lc-ctype=${letters}`]));
    if (run.code === 0) return;
    output = run.output;
    if (!/invalid locale|locale name/i.test(output)) break;
  }
  throw explainOutput(output, draft, "Creating the database cluster");
}

/** Gives the superuser a new password without knowing the old one, by Postgres's single-user mode. */
export async function resetPassword({ binaries, account, clusterDir }: ClusterPlace, password: string): Promise<void> {
  const child = spawnAs(account, binaries.postgres, ["--single", "-D", clusterDir, "postgres"]);
  child.stdin?.end(`ALTER ROLE postgres PASSWORD '${password}'\n`);
  const { code, output } = await runToEnd(child);
  if (code !== 0 || /ERROR:/.test(output)) throw explainOutput(output, clusterDir, "Resetting the database password");
}

export function spawnAs(account: Account, command: string, args: string[], log?: number): ChildProcess {
  const [program = command, ...rest] = [...account.prefix, command, ...args];
  return spawn(program, rest, {
    ...account.spawnOptions,
    cwd: "/",
    env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
    detached: log !== undefined,
    stdio: log === undefined ? ["pipe", "pipe", "pipe"] : ["ignore", log, log],
  });
}

function runToEnd(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString("utf8");
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.stdin?.on("error", () => {});
    child.on("error", (error) => reject(cannotRun(error)));
    child.on("close", (code) => resolve({ code, output }));
  });
}

export function cannotRun(error: NodeJS.ErrnoException): Error {
  return new Error(
    `The embedded PostgreSQL cannot be run here (${error.code}): its programs need glibc and execute permission. Set DATABASE_URL to a PostgreSQL server of yours instead.`,
    { cause: error },
  );
}

function isComplete(clusterDir: string): boolean {
  return ["PG_VERSION", "global/pg_control"].every((name) => existsSync(path.join(clusterDir, name)));
}

function holdsDatabases(clusterDir: string): boolean {
  const base = path.join(clusterDir, "base");
  const firstUserDatabaseId = 16_384;
  return existsSync(base) && readdirSync(base).some((name) => Number(name) >= firstUserDatabaseId);
}

function giveTo(dir: string, account: Account): void {
  chownSync(dir, account.uid, account.gid);
  for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
    const file = path.join(dir, name);
    if (!lstatSync(file).isSymbolicLink()) chownSync(file, account.uid, account.gid);
  }
}
