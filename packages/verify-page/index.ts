import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export { bundleReadme } from "./bundle-readme.ts";

let page: Promise<string> | undefined;

/**
 * The page that checks an evidence bundle offline, one HTML file: generated/verify.html, which build.ts makes during the installation. The
 * same text for the same sources. Rejects where it was not made.
 */
export function verifyPage(): Promise<string> {
  page ??= readFile(
    join(dirname(fileURLToPath(import.meta.url)), "..", "..", "generated", "verify.html"),
    "utf8",
  ).catch((error) => {
    page = undefined;
    throw error;
  });
  return page;
}
