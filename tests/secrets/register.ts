import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { SECRET_CHARACTERS_MIN } from "./scanner.ts";

/** The files through which the processes of one test run tell each other which secrets were issued and where one was seen. */
export interface Register {
  secrets(): string[];
  sightings(): Sighting[];
  /** How many bytes were looked at, by place. */
  looked(): Map<string, number>;
}

/** A secret where it must not be; only its beginning is kept. */
export interface Sighting {
  place: string;
  /** A file, or a database and its table. */
  where: string;
  /** Line of the file or row of the table, from 1. */
  line: number;
  secret: string;
}

const VARIABLE = "SEALTRAIL_TEST_SECRETS";
const SHOWN_CHARACTERS = 12;
const seen = new Set<string>();

/** The directory of the register; undefined outside a whole run, where nothing is noted and nothing is looked at. */
export function registerDirectory(): string | undefined {
  return process.env[VARIABLE] || undefined;
}

function append(name: string, line: unknown): void {
  const directory = registerDirectory();
  if (directory) appendFileSync(`${directory}/${name}`, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}

/** Notes a secret that was issued: from now on it must occur in no event, log, error or page, and at the end of the run nowhere at all. */
export function noteSecret(secret: string): void {
  if (secret.length < SECRET_CHARACTERS_MIN)
    throw new Error(`a secret of under ${SECRET_CHARACTERS_MIN} characters cannot be told from other text`);
  if (seen.has(secret)) return;
  seen.add(secret);
  append("secrets", secret);
}

/** The secrets noted by this process and, in a whole run, by all others. */
export function notedSecrets(): string[] {
  const directory = registerDirectory();
  return [...new Set([...seen, ...(directory ? readRegister(directory).secrets() : [])])];
}

export function noteSighting(sighting: Sighting): void {
  append("sightings", { ...sighting, secret: sighting.secret.slice(0, SHOWN_CHARACTERS) });
}

export function noteLooked(place: string, bytes: number): void {
  append("looked", { place, bytes });
}

function readLines<T>(directory: string, name: string): T[] {
  const file = `${directory}/${name}`;
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as T);
}

export function readRegister(directory: string): Register {
  return {
    secrets: () => readLines<string>(directory, "secrets"),
    sightings: () => readLines<Sighting>(directory, "sightings"),
    looked() {
      const sums = new Map<string, number>();
      for (const { place, bytes } of readLines<{ place: string; bytes: number }>(directory, "looked"))
        sums.set(place, (sums.get(place) ?? 0) + bytes);
      return sums;
    },
  };
}
