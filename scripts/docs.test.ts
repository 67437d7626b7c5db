import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const pack = JSON.parse(read("package.json"));
const pages = ["README.md", "ARCHITECTURE.md", ...globSync("docs/**/*.md", { cwd: root })].filter((file) =>
  existsSync(join(root, file)),
);
const FOLDERS =
  /`((?:app|api|components|server|processes|packages|prisma|scripts|tests|e2e|bench|docs|public)\/[\w./[\]-]*)`/g;

describe.each(pages)("%s", (page) => {
  const text = read(page);

  it("names npm scripts that exist", () => {
    const named = [...text.matchAll(/(?:^|`)npm (?:run )?([a-z]+)/gm)]
      .map((match) => match[1]!)
      .filter((name) => !["ci", "install", "packages"].includes(name));
    expect(named.filter((name) => !(name in pack.scripts))).toEqual([]);
  });

  it("names files and folders that exist", () => {
    const named = [...text.matchAll(FOLDERS)].map((match) => match[1]!);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("links to what exists", () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => join(page, "..", match[1]!));
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe("documentation", () => {
  it("has a line for every dependency", () => {
    const table = read("docs/decisions/0001-dependencies.md");
    const named = [...table.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
    const covers = (name: string) =>
      named.some(
        (entry) =>
          entry === name || (entry.endsWith("/*") && name.startsWith(entry.slice(0, -1))) || name === `@types/${entry}`,
      );
    const missing = Object.keys({ ...pack.dependencies, ...pack.devDependencies }).filter(
      (name) => !covers(name) && !name.startsWith("@types/"),
    );
    expect(missing).toEqual([]);
  });

  it("keeps pages within their length", () => {
    expect(read("ARCHITECTURE.md").split("\n").length).toBeLessThanOrEqual(150);
    const decisions = pages.filter((page) => page.startsWith("docs/decisions/"));
    expect(decisions.length).toBeGreaterThan(0);
    expect(decisions.filter((page) => read(page).split("\n").length > 60)).toEqual([]);
  });
});
