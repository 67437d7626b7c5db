import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isPostgresOf } from "./embedded-postgres/process-identity.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";

const isRoot = process.getuid?.() === 0;
const holderSource = `
  import { startEmbeddedPostgres } from ${JSON.stringify(path.resolve("processes/embedded-postgres.ts"))};
  try {
    const { pid, port } = await startEmbeddedPostgres({ dataDir: process.argv[1] });
    console.log(JSON.stringify({ pid, port }));
    setInterval(() => {}, 1000);
  } catch (error) {
    console.log(JSON.stringify({ message: error.message }));
  }
`;

let dataDir: string;
let lines: string[];
let running: EmbeddedPostgres | undefined;
const children: ChildProcess[] = [];

async function start(): Promise<EmbeddedPostgres> {
  lines = [];
  running = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
  return running;
}

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: running?.superuserUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function startElsewhere(dir: string, ids: { uid?: number; gid?: number } = {}) {
  const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", holderSource, dir];
  const child = spawn(process.execPath, args, { ...ids, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (chunk) => resolve(String(chunk)));
    child.once("exit", () => reject(new Error("the holder ended without a word")));
  });
  return { child, ...(JSON.parse(line) as { pid: number; port: number; message?: string }) };
}

async function killAndWait(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

function lastRefusal(): Promise<string> {
  return start().then(
    () => "started",
    (error: Error) => error.message,
  );
}

beforeAll(async () => {
  dataDir = path.join(mkdtempSync(path.join(tmpdir(), "sealtrail-pg-")), "data");
  chmodSync(path.dirname(dataDir), 0o755);
  await start();
  await query("CREATE TABLE kept (note text)");
  await query("INSERT INTO kept VALUES ('São Paulo')");
  await running?.stop();
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
  for (const child of children.splice(0)) if (child.exitCode === null && !child.signalCode) await killAndWait(child);
});

afterAll(async () => {
  await (await start()).stop();
  rmSync(path.dirname(dataDir), { recursive: true, force: true });
});

describe("an orderly life", () => {
  test("a second start finds the data, the password and the port of the first", async () => {
    const before = JSON.parse(readFileSync(path.join(dataDir, "postgres.json"), "utf8"));
    const { port, version, pid, superuserUrl } = await start();
    expect(port).toBe(before.port);
    expect(superuserUrl).toContain(before.password);
    expect(version).toMatch(/^18\./);
    expect(isPostgresOf(pid, path.join(dataDir, "postgres"))).toBe(true);
    expect(await query("SELECT note FROM kept")).toEqual([{ note: "São Paulo" }]);
    expect(lines).toEqual([]);
  });

  test("it is durable, listens on the loopback address only and sorts by code point", async () => {
    await start();
    const rows = await query<{ name: string; setting: string }>(
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync','synchronous_commit','full_page_writes','listen_addresses','jit','server_encoding')",
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: "on",
      synchronous_commit: "on",
      full_page_writes: "on",
      listen_addresses: "127.0.0.1",
      jit: "off",
      server_encoding: "UTF8",
    });
    expect(await query("SELECT 'Z' < 'a' AS bytewise, upper('é') AS folded")).toEqual([
      { bytewise: true, folded: "É" },
    ]);
  });

  test("the password file is for its owner only, and stop may be called twice and gives the directory back", async () => {
    const { stop, pid } = await start();
    expect(statSync(path.join(dataDir, "postgres.json")).mode & 0o777).toBe(0o600);
    await Promise.all([stop(), stop()]);
    await stop();
    expect(() => process.kill(pid, 0)).toThrow();
    expect(existsSync(path.join(dataDir, "demo.lock"))).toBe(false);
    expect(existsSync(path.join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
  });

  test("it is in a session of its own, which the terminal's Ctrl-C does not reach", async () => {
    const { pid } = await start();
    const sessionOf = (id: number) =>
      execFileSync("ps", ["-o", "sess=", "-p", String(id)], { encoding: "utf8" }).trim();
    expect(sessionOf(pid)).not.toBe(sessionOf(process.pid));
  });
});

describe("after a crash", () => {
  test("kill -9 of the server alone", async () => {
    const first = await start();
    await query("INSERT INTO kept VALUES ('before the kill')");
    process.kill(first.pid, "SIGKILL");
    await expect.poll(() => lines.join(), { timeout: 10_000 }).toContain("ended unexpectedly");
    await first.stop();
    await start();
    expect(await query("SELECT note FROM kept WHERE note = 'before the kill'")).toHaveLength(1);
  });

  test("kill -9 of the parent: the server left behind is stopped and a new one started", async () => {
    const left = await startElsewhere(dataDir);
    await killAndWait(left.child);
    expect(isPostgresOf(left.pid, path.join(dataDir, "postgres"))).toBe(true);
    const { pid, port } = await start();
    expect(pid).not.toBe(left.pid);
    expect(port).toBe(left.port);
    expect(lines.join()).toContain(`process ${left.pid}`);
    expect(await query("SELECT count(*)::int AS n FROM kept WHERE note = 'São Paulo'")).toEqual([{ n: 1 }]);
  });

  test("kill -9 of parent and server", async () => {
    const left = await startElsewhere(dataDir);
    process.kill(left.pid, "SIGKILL");
    await killAndWait(left.child);
    await start();
    expect(await query("SELECT note FROM kept WHERE note = 'São Paulo'")).toHaveLength(1);
  });

  test("a pid file with the id of another program, which is left in peace", async () => {
    const sleeper = spawn("sleep", ["60"], { ...(isRoot ? ownerOf(path.join(dataDir, "postgres")) : {}) });
    children.push(sleeper);
    const stale = [sleeper.pid, path.join(dataDir, "postgres"), 1, 5432, "", "127.0.0.1", "", "ready", ""].join("\n");
    writeFileSync(path.join(dataDir, "postgres", "postmaster.pid"), stale);
    await start();
    expect(await query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(sleeper.exitCode ?? sleeper.signalCode).toBeNull();
  });

  test("a lock of a process that is gone, of a later process with its number, and an unreadable one", async () => {
    for (const lock of [
      JSON.stringify({ pid: 4_194_303, started: "1" }),
      JSON.stringify({ pid: 1, started: "1" }),
      "",
    ]) {
      writeFileSync(path.join(dataDir, "demo.lock"), lock);
      await (await start()).stop();
    }
  });

  test("a lost password file", async () => {
    rmSync(path.join(dataDir, "postgres.json"));
    await start();
    expect(lines.join()).toContain("new password");
    expect(await query("SELECT note FROM kept WHERE note = 'São Paulo'")).toHaveLength(1);
  });
});

describe("half-made and foreign directories", () => {
  const spare = () => path.join(path.dirname(dataDir), "spare");

  afterEach(() => rmSync(spare(), { recursive: true, force: true }));

  test("an initdb that was interrupted is done again", async () => {
    mkdirSync(path.join(spare(), "postgres", "base", "1"), { recursive: true });
    mkdirSync(path.join(spare(), "postgres.new", "global"), { recursive: true });
    writeFileSync(path.join(spare(), "postgres", "PG_VERSION"), "18\n");
    const { stop, version } = await startEmbeddedPostgres({ dataDir: spare() });
    await stop();
    expect(version).toMatch(/^18\./);
    expect(existsSync(path.join(spare(), "postgres.new"))).toBe(false);
  });

  test("databases that lost their control file are not deleted", async () => {
    mkdirSync(path.join(spare(), "postgres", "base", "16384"), { recursive: true });
    await expect(startEmbeddedPostgres({ dataDir: spare() })).rejects.toThrow(/has lost its global\/pg_control/);
    expect(existsSync(path.join(spare(), "postgres", "base", "16384"))).toBe(true);
    expect(existsSync(path.join(spare(), "demo.lock"))).toBe(false);
  });

  test("a cluster of another major version is refused and stays", async () => {
    mkdirSync(path.join(spare(), "postgres", "global"), { recursive: true });
    writeFileSync(path.join(spare(), "postgres", "PG_VERSION"), "17\n");
    writeFileSync(path.join(spare(), "postgres", "global", "pg_control"), "");
    await expect(startEmbeddedPostgres({ dataDir: spare() })).rejects.toThrow(/made by PostgreSQL 17/);
  });

  test.skipIf(!isRoot)("a directory that the user may not write", async () => {
    mkdirSync(spare());
    const { message } = await startElsewhere(spare(), { uid: 65_534, gid: 65_534 });
    expect(message).toBe(
      `Cannot write in ${spare()} (EACCES). Make it a directory that this user may write, or set SEALTRAIL_DATA_DIR to one.`,
    );
  });

  test("a data directory that is a file", async () => {
    writeFileSync(spare(), "");
    await expect(startEmbeddedPostgres({ dataDir: path.join(spare(), "data") })).rejects.toThrow(/ENOTDIR/);
  });

  test.skipIf(!isRoot)("a directory below one that only root may enter works or says which one it is", async () => {
    mkdirSync(spare(), { mode: 0o700 });
    const outcome = await startEmbeddedPostgres({ dataDir: path.join(spare(), "data") }).then(
      async ({ stop, version }) => {
        await stop();
        return version;
      },
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(/^18\.|may not enter .*spare/);
  });
});

describe("two at once", () => {
  test("the second one in the same process, and one beside another process", async () => {
    const first = await start();
    expect(await lastRefusal()).toContain(`${dataDir} is already in use by process ${process.pid}.`);
    await first.stop();
    const other = await startElsewhere(dataDir);
    expect(await lastRefusal()).toContain(`is already in use by process ${other.child.pid}.`);
    await killAndWait(other.child);
  });

  test("four that race for one directory: one wins, and the others name it", async () => {
    writeFileSync(path.join(dataDir, "demo.lock"), JSON.stringify({ pid: 4_194_303, started: "1" }));
    const results = await Promise.all([1, 2, 3, 4].map(() => startElsewhere(dataDir)));
    const winners = results.filter(({ message }) => message === undefined);
    expect(winners).toHaveLength(1);
    for (const { message } of results.filter((result) => result.message !== undefined)) {
      expect(message).toContain(`already in use by process ${winners[0]?.child.pid}.`);
    }
  });

  test("the port of the last time is taken: another one is used, and kept", async () => {
    const { port, stop } = await start();
    await stop();
    const squatter = createServer();
    squatter.listen(port, "127.0.0.1");
    await once(squatter, "listening");
    try {
      const started = await start();
      expect(started.port).not.toBe(port);
      expect(JSON.parse(readFileSync(path.join(dataDir, "postgres.json"), "utf8")).port).toBe(started.port);
      expect(lines).toEqual([`Port ${port} is taken: using ${started.port}`]);
    } finally {
      squatter.close();
    }
  });
});

function ownerOf(dir: string): { uid: number; gid: number } {
  const { uid, gid } = statSync(dir);
  return { uid, gid };
}
