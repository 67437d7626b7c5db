import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SHARED = fileURLToPath(new URL("../../../../shared/", import.meta.url));

/** Whether the outside test vectors lie beside the project; tests that read them are skipped where they do not. */
export const VECTORS_PRESENT: boolean = existsSync(`${SHARED}vectors/SOURCES.md`);

/** The independent verifier in Python, or undefined where it is not there. */
export const PYTHON_VERIFIER: string | undefined = existsSync(`${SHARED}check/tlogverify.py`)
  ? `${SHARED}check`
  : undefined;

export function vectorText(path: string): string {
  return readFileSync(`${SHARED}vectors/${path}`, "utf8");
}

/** Paths, relative to the vectors, of all files below a folder. */
export function vectorFiles(folder: string): string[] {
  return readdirSync(`${SHARED}vectors/${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(`${SHARED}vectors/`.length)}/${entry.name}`)
    .sort();
}
