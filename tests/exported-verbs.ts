import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const VERB =
  /export (?:async )?function\*? (\w+)(?:<[^>(]*>)?\(\s*(?:\w+|\{[^}]*\}): (?:TenantContext|AccountContext|OperatorContext)\b/g;
const server = join(import.meta.dirname, "../server");

/**
 * `folder.verb` of every function with a context of a tenant, an account or an operator first that a folder's index.ts exports, sorted.
 * The doors themselves (server/access) are no verbs.
 */
export async function exportedVerbs(): Promise<string[]> {
  const verbs: string[] = [];
  for (const folder of readdirSync(server, { withFileTypes: true })) {
    if (!folder.isDirectory() || folder.name === "access") continue;
    const files = globSync("**/*.ts", { cwd: join(server, folder.name) });
    if (!files.includes("index.ts")) continue;
    const exported = await import(join(server, folder.name, "index.ts"));
    for (const file of files.filter((name) => !name.includes(".test."))) {
      const source = readFileSync(join(server, folder.name, file), "utf8");
      for (const [, name] of source.matchAll(VERB))
        if (typeof exported[name!] === "function") verbs.push(`${folder.name}.${name}`);
    }
  }
  return verbs.sort();
}
