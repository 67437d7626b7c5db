import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const files = globSync("{app,api,components,server,processes,scripts,bench,e2e,packages}/**/*.{ts,tsx}", {
  cwd: root,
}).filter((file) => !/node_modules|generated/.test(file));
const ALIASES: Record<string, string> = {
  "#server/": "server/",
  "#api/": "api/",
  "#components/": "components/",
  "#generated/": "generated/",
  "#scripts/": "scripts/",
};

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
  lazy: boolean;
}

const STATIC = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\s+from\s+)?"([^"]+)"/g;
const LAZY = /\bimport\(\s*"([^"]+)"\s*\)/g;

function target(file: string, specifier: string): string | undefined {
  if (specifier === "#query") return "packages/query/index.ts";
  if (specifier === "#rules") return "packages/rules/index.ts";
  if (specifier === "#wording") return "packages/wording/index.ts";
  if (specifier === "#tlog" || specifier === "@sealtrail/tlog") return "packages/tlog/index.ts";
  if (specifier.startsWith(".")) return normalize(join(dirname(file), specifier));
  const alias = Object.keys(ALIASES).find((prefix) => specifier.startsWith(prefix));
  return alias && ALIASES[alias] + specifier.slice(alias.length);
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean, lazy: boolean) => {
    const to = target(file, specifier);
    if (to) found.push({ from: file, to, typeOnly, lazy });
  };
  for (const match of text.matchAll(STATIC)) add(match[2]!, match[1] !== undefined || onlyTypes(match[0]), false);
  for (const match of text.matchAll(LAZY)) add(match[1]!, false, true);
  return found;
}

const onlyTypes = (statement: string) => {
  const names = /\{([^}]*)\}/.exec(statement)?.[1];
  return (
    names !== undefined &&
    !/import\s+\w/.test(statement) &&
    names.split(",").every((name) => name.trim() === "" || name.trim().startsWith("type "))
  );
};

const imports = files.filter((file) => !/\.(test|spec)\.tsx?$/.test(file)).flatMap(importsOf);
const concern = (path: string) => /^server\/([^/]+)\//.exec(path)?.[1];
const under = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(`${folder}/`));
const show = (offending: Import[]) => offending.map(({ from, to }) => `${from} -> ${relative(".", to)}`);

describe("arrows between the folders", () => {
  it("reads imports at all", () => expect(imports.length).toBeGreaterThan(200));

  const rules: [string, (one: Import) => boolean][] = [
    [
      "app imports app, components, server and packages",
      ({ from, to }) => under(from, "app") && !under(to, "app", "components", "server", "packages"),
    ],
    [
      "api imports api, server and packages",
      ({ from, to }) => under(from, "api") && !under(to, "api", "server", "packages"),
    ],
    [
      "components import components and packages, and from server types only",
      ({ from, to, typeOnly }) =>
        under(from, "components") && !under(to, "components", "packages") && !(under(to, "server") && typeOnly),
    ],
    [
      "server imports server, packages and the generated client",
      ({ from, to }) => under(from, "server") && !under(to, "server", "packages", "generated"),
    ],
    ["tlog imports nothing but itself", ({ from, to }) => under(from, "packages/tlog") && !under(to, "packages/tlog")],
    [
      "the verify page imports nothing but itself and tlog",
      ({ from, to }) => under(from, "packages/verify-page") && !under(to, "packages/verify-page", "packages/tlog"),
    ],
    [
      "the query language imports nothing but itself",
      ({ from, to }) => under(from, "packages/query") && !under(to, "packages/query"),
    ],
    [
      "the text of rules imports nothing but itself and the query language",
      ({ from, to }) => under(from, "packages/rules") && !under(to, "packages/rules", "packages/query"),
    ],
    [
      "the wording imports nothing but itself and types of tlog",
      ({ from, to, typeOnly }) =>
        under(from, "packages/wording") && !under(to, "packages/wording") && !(under(to, "packages/tlog") && typeOnly),
    ],
    [
      "the command line imports packages; the server only lazily",
      ({ from, to, lazy, typeOnly }) =>
        under(from, "packages/cli") && !under(to, "packages") && !(under(to, "server") && (lazy || typeOnly)),
    ],
    [
      "one concern of server imports another by its index",
      ({ from, to }) =>
        concern(to) !== undefined &&
        concern(from) !== concern(to) &&
        !to.endsWith("/index.ts") &&
        !under(from, "bench", "packages/cli"),
    ],
    [
      "only the door and the ledger open the database",
      ({ from, to, typeOnly }) =>
        to === "server/database.ts" &&
        !typeOnly &&
        !under(from, "server/access", "server/ledger") &&
        from !== "server/open-runtime.ts",
    ],
    [
      "only server/access and server/database.ts see the Prisma client",
      ({ from, to }) => under(to, "generated") && !under(from, "server/access") && from !== "server/database.ts",
    ],
  ];
  it.each(rules)("%s", (_, breaks) => expect(show(imports.filter(breaks))).toEqual([]));

  it("has no cycle between the concerns of server", () => {
    const arrows = new Map<string, Set<string>>();
    for (const { from, to } of imports) {
      const [a, b] = [concern(from), concern(to)];
      if (a && b && a !== b) arrows.set(a, (arrows.get(a) ?? new Set()).add(b));
    }
    const cycles: string[] = [];
    const visit = (name: string, path: string[]) => {
      if (path.includes(name)) cycles.push([...path.slice(path.indexOf(name)), name].join(" -> "));
      else for (const next of arrows.get(name) ?? []) visit(next, [...path, name]);
    };
    for (const name of arrows.keys()) visit(name, []);
    expect([...new Set(cycles)]).toEqual([]);
  });
});

describe("house rules", () => {
  const linesMax = (file: string) => (under(file, "packages/tlog") ? 600 : 350);
  it("has no file past its limit of lines", () => {
    const long = files.filter(
      (file) =>
        !/\.(test|spec)\.tsx?$/.test(file) &&
        readFileSync(join(root, file), "utf8").split("\n").length > linesMax(file) + 1,
    );
    expect(long).toEqual([]);
  });
  it("names no file after nothing", () => {
    expect(files.filter((file) => /(^|\/)(utils|helpers|common|manager|misc)(\.|\/)/.test(file))).toEqual([]);
  });
});
