import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";

/** The operating-system account that Postgres runs as, and the command line that makes it so. */
export interface Account {
  uid: number;
  gid: number;
  /** Put before a command; empty when the process itself, or a plain change of user, is enough. */
  prefix: string[];
  spawnOptions: { uid?: number; gid?: number };
}

/**
 * Postgres refuses to run as root. Root hands it to the owner of an existing cluster, else to the system's `postgres`
 * user, which is created if need be; anybody else runs it as themselves.
 */
export function chooseAccount(clusterDir: string): Account {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return { uid, gid: process.getgid?.() ?? 0, prefix: [], spawnOptions: {} };
  const owner = existsSync(clusterDir) ? statSync(clusterDir) : undefined;
  const ids = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : systemUser();
  return { ...ids, prefix: [], spawnOptions: ids };
}

function systemUser(): { uid: number; gid: number } {
  const found = lookUp();
  if (found) return found;
  const ways = [
    ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", "postgres"],
    ["adduser", "-S", "-D", "-H", "postgres"],
  ];
  for (const [command = "", ...args] of ways) {
    if (spawnSync(command, args, { stdio: "ignore" }).status === 0) break;
  }
  const created = lookUp();
  if (created) return created;
  throw new Error(
    "PostgreSQL does not run as root, and the user postgres could not be created. Create it (useradd --system postgres), run as another user, or set DATABASE_URL.",
  );
}

function lookUp(): { uid: number; gid: number } | undefined {
  try {
    const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: "pipe" }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

/**
 * Lets the account reach `targets` through directories that only root may enter (such as /root): with the one capability
 * that passes them, where the system has `setpriv` and grants it; otherwise throws and names the directory.
 */
export function withPassage(account: Account, targets: string[]): Account {
  if (account.spawnOptions.uid === undefined) return account;
  const closed = targets.map((target) => closedDirectory(target, account)).find(Boolean);
  if (!closed) return account;
  for (const capability of ["dac_read_search", "dac_override"]) {
    const prefix = [
      "setpriv",
      `--reuid=${account.uid}`,
      `--regid=${account.gid}`,
      "--clear-groups",
      `--inh-caps=-all,+${capability}`,
      `--ambient-caps=-all,+${capability}`,
      `--bounding-set=-all,+${capability}`,
      "--",
    ];
    const probe = spawnSync(prefix[0] ?? "", [...prefix.slice(1), "test", "-e", targets[0] ?? ""], { stdio: "ignore" });
    if (probe.status === 0) return { ...account, prefix, spawnOptions: {} };
  }
  throw new Error(
    `PostgreSQL runs as user ${account.uid} here, which may not enter ${closed}. Allow it (chmod o+x ${closed}), or keep the clone and SEALTRAIL_DATA_DIR in a directory that everybody may enter, such as /opt.`,
  );
}

function closedDirectory(target: string, account: Account): string | undefined {
  let dir = path.resolve(target);
  let closed: string | undefined;
  while (dir !== path.dirname(dir)) {
    dir = path.dirname(dir);
    const { mode, uid, gid } = statSync(dir);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) closed = dir;
  }
  return closed;
}
