import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chooseAccount, withPassage } from "../processes/embedded-postgres/account.ts";
import { findPostgresBinaries } from "../processes/embedded-postgres/binaries.ts";
import { spawnAs } from "../processes/embedded-postgres/cluster.ts";

export interface OwnCluster {
  superuserUrl: string;
  stop(): Promise<void>;
}

const START_MS_MAX = 60_000;

/** A throw-away server with PostgreSQL's own defaults, of the programs in `bin` or of the embedded ones. */
export async function startOwnCluster(bin?: string): Promise<OwnCluster> {
  const programs = bin
    ? { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") }
    : await findPostgresBinaries();
  const directory = mkdtempSync(join(tmpdir(), "sealtrail-cluster-"));
  chmodSync(directory, 0o711);
  const data = join(directory, "data");
  const chosen = chooseAccount(data);
  mkdirSync(data, { mode: 0o700 });
  const account = withPassage(chosen, [programs.postgres, data]);
  const password = randomBytes(18).toString("hex");
  const passwordFile = join(directory, "password");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  for (const file of [data, passwordFile]) chownSync(file, chosen.uid, chosen.gid);
  const port = await freePort();
  await finished(
    spawnAs(account, programs.initdb, [
      "-D",
      data,
      "-U",
      "postgres",
      "-E",
      "UTF8",
      "--locale=C",
      "-A",
      "scram-sha-256",
      `--pwfile=${passwordFile}`,
    ]),
  );
  const args = ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="];
  const server = spawnAs(account, programs.postgres, args);
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const endWithUs = () => server.kill("SIGINT");
  process.once("exit", endWithUs);
  await ready(data, server);
  return {
    superuserUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      process.removeListener("exit", endWithUs);
      server.kill("SIGINT");
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function ready(data: string, server: ReturnType<typeof spawnAs>): Promise<void> {
  let said = "";
  server.stderr?.on("data", (chunk) => {
    said = (said + chunk).slice(-2_000);
  });
  const pidFile = join(data, "postmaster.pid");
  for (const deadline = Date.now() + START_MS_MAX; Date.now() < deadline; await sleep(25)) {
    if (server.exitCode !== null) break;
    if (existsSync(pidFile) && readFileSync(pidFile, "utf8").split("\n")[7]?.startsWith("ready")) return;
  }
  throw new Error(`the server did not get ready: ${said}`);
}

function finished(child: ReturnType<typeof spawnAs>): Promise<void> {
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => {
      said += chunk;
    });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`initdb ended with ${code}: ${said}`))));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
