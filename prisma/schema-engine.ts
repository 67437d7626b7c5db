import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum, type SqlResultSet } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine as SchemaEngineType } from "@prisma/schema-engine-wasm";
import pg from "pg";

const here = import.meta.dirname;
const filters = { externalTables: [], externalEnums: [] };

/** Prisma's schema engine as WebAssembly: the same `_prisma_migrations` table as `prisma migrate deploy`, no native binary. */
async function openEngine(ownerUrl: string): Promise<{ engine: SchemaEngineType; close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  const charColumns = withCharColumns(pool);
  const factory = new PrismaPg(charColumns.pool);
  const connect = factory.connect.bind(factory);
  // The adapter splits scripts at each semicolon, which tears function bodies apart: send them whole.
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script: string) => {
      await pool.query(script);
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => charColumns.mark(await queryRaw(query));
    return adapter;
  };
  const SchemaEngine = await loadEngine();
  const datamodels: [string, string][] = [["schema.prisma", readFileSync(join(here, "schema.prisma"), "utf8")]];
  const engine = await SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
  return { engine, close: () => pool.end() };
}

const CHAR_OID = 18;
const TEXT_OID = 25;

// The engine reads catalogue columns of type "char", which the adapter does not know: it is given them as text, and the
// engine is told that they are single characters.
function withCharColumns(pool: pg.Pool): { pool: pg.Pool; mark(result: SqlResultSet): SqlResultSet } {
  const charColumns = new Set<string>();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  pool.query = (async (...args: unknown[]) => {
    const result = await query(...args);
    for (const field of result.fields ?? []) {
      if (field.dataTypeID !== CHAR_OID) continue;
      field.dataTypeID = TEXT_OID;
      charColumns.add(field.name);
    }
    return result;
  }) as typeof pool.query;
  const mark = (result: SqlResultSet) => ({
    ...result,
    columnTypes: result.columnTypes.map((type, i) =>
      charColumns.has(result.columnNames[i] ?? "") ? ColumnTypeEnum.Character : type,
    ),
  });
  return { pool, mark };
}

let loaded: Promise<typeof SchemaEngineType> | undefined;

// Once a process: the glue code keeps one WebAssembly instance in a module variable.
function loadEngine(): Promise<typeof SchemaEngineType> {
  loaded ??= instantiateEngine();
  return loaded;
}

async function instantiateEngine(): Promise<typeof SchemaEngineType> {
  const require = createRequire(import.meta.url);
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const file = join(require.resolve("@prisma/schema-engine-wasm/schema_engine_bg"), "../schema_engine_bg.wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(file), { "./schema_engine_bg.js": glue as never });
  const { __wbg_set_wasm } = glue as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void };
  __wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return glue.SchemaEngine as typeof SchemaEngineType;
}

function migrationsOnDisk(): MigrationList {
  const baseDir = join(here, "migrations");
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: readFileSync(join(baseDir, "migration_lock.toml"), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(baseDir, path, "migration.sql"), "utf8") },
      },
    })),
  } as MigrationList;
}

/** Applies what is missing and returns the names of the migrations applied. `ownerUrl` is the role sealtrail_owner. */
export async function applyMigrations(ownerUrl: string): Promise<string[]> {
  const { engine, close } = await openEngine(ownerUrl);
  try {
    return (await engine.applyMigrations({ migrationsList: migrationsOnDisk(), filters })).appliedMigrationNames;
  } finally {
    await close();
  }
}

/** The SQL that would lead from the database to schema.prisma; empty when they do not differ. */
export async function schemaDrift(ownerUrl: string): Promise<string> {
  const { engine, close } = await openEngine(ownerUrl);
  try {
    const files = [{ path: "schema.prisma", content: readFileSync(join(here, "schema.prisma"), "utf8") }];
    const result = await engine.diff({
      from: { tag: "schemaDatasource", files, configDir: here },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters,
    });
    return result.exitCode === 0 ? "" : (result.stdout ?? "");
  } finally {
    await close();
  }
}
