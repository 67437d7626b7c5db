import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import pg from "pg";
import { noteLooked, noteSighting, readRegister, registerDirectory, type Sighting } from "./register.ts";
import { makeScanner, OCCURRENCE_BYTES_MAX, type SecretScanner } from "./scanner.ts";

const CHUNK_BYTES = 8 * 1024 * 1024;
const ROWS_AT_ONCE = 5_000;
const NEW_LINE = 10;

type See = (sighting: Omit<Sighting, "place">) => void;

/** Looks through `look` with all secrets of the run known so far, and notes what it saw; nothing outside a whole run. */
async function lookThrough(
  place: string,
  look: (scanner: SecretScanner, see: See) => Promise<number> | number,
): Promise<void> {
  const directory = registerDirectory();
  if (!directory) return;
  const scanner = makeScanner(readRegister(directory).secrets());
  noteLooked(place, await look(scanner, (sighting) => noteSighting({ place, ...sighting })));
}

/** Every row of every table of a database, partitions included, as text: text, jsonb and, in hex, bytea. */
export async function scanDatabase(place: string, superuserUrl: string): Promise<void> {
  await lookThrough(place, (scanner, see) => scanTables(superuserUrl, scanner, see));
}

/** A file, or every file below a directory but those that `isMeantToHold` secrets; it is given the path below the directory. */
export async function scanFiles(
  place: string,
  path: string,
  isMeantToHold: (name: string) => boolean = () => false,
): Promise<void> {
  await lookThrough(place, (scanner, see) => {
    if (!existsSync(path)) return 0;
    if (!statSync(path).isDirectory()) return scanFile(path, scanner, see);
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !isMeantToHold(relative(path, file)))
      .reduce((bytes, file) => bytes + scanFile(file, scanner, see), 0);
  });
}

/** Reads a file in pieces that overlap by the longest occurrence; returns its bytes. */
export function scanFile(file: string, scanner: SecretScanner, see: See): number {
  const handle = openSync(file, "r");
  const reported = new Set<string>();
  let linesBefore = 0;
  let kept = Buffer.alloc(0);
  let total = 0;
  try {
    for (;;) {
      const fresh = Buffer.allocUnsafe(CHUNK_BYTES);
      const length = readSync(handle, fresh, 0, CHUNK_BYTES, null);
      if (length === 0) return total;
      total += length;
      const piece = Buffer.concat([kept, fresh.subarray(0, length)]);
      for (const { secret, at } of scanner.find(piece)) {
        if (reported.has(secret)) continue;
        reported.add(secret);
        see({ where: file, line: linesBefore + linesIn(piece, at) + 1, secret });
      }
      const from = Math.max(0, piece.length - OCCURRENCE_BYTES_MAX);
      linesBefore += linesIn(piece, from);
      kept = Buffer.from(piece.subarray(from));
    }
  } finally {
    closeSync(handle);
  }
}

function linesIn(bytes: Buffer, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEW_LINE); at !== -1 && at < end; at = bytes.indexOf(NEW_LINE, at + 1)) lines++;
  return lines;
}

async function scanTables(superuserUrl: string, scanner: SecretScanner, see: See): Promise<number> {
  const client = new pg.Client({ connectionString: superuserUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN READ ONLY");
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_t%' ORDER BY 1`,
    );
    let bytes = 0;
    for (const { name } of tables) bytes += await scanTable(client, new URL(superuserUrl).pathname, name, scanner, see);
    return bytes;
  } finally {
    await client.end().catch(() => {});
  }
}

async function scanTable(
  client: pg.Client,
  database: string,
  table: string,
  scanner: SecretScanner,
  see: See,
): Promise<number> {
  let bytes = 0;
  let line = 0;
  // A whole scan of the table, as the superuser and without a lock that writers would notice.
  await client.query(`DECLARE row_of_table NO SCROLL CURSOR FOR SELECT t::text AS line FROM ONLY ${table} t`);
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${ROWS_AT_ONCE} FROM row_of_table`);
    if (rows.length === 0) break;
    const text = Buffer.from(rows.map((row) => row.line.replaceAll("\n", " ")).join("\n"));
    bytes += text.length;
    for (const { secret, at } of scanner.find(text))
      see({ where: `${database.slice(1)}, ${table}`, line: line + linesIn(text, at) + 1, secret });
    line += rows.length;
  }
  await client.query("CLOSE row_of_table");
  return bytes;
}
