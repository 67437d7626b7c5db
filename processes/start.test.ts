import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const DATABASE = "postgres://sealtrail_app:hidden@127.0.0.1:9/sealtrail";

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sealtrail-start-"));
});
afterEach(() => {
  server?.close();
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

function start(process_: string, env: Record<string, string>): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, process_)],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        SEALTRAIL_DATA_DIR: folder,
        ...env,
      } as unknown as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    child.on("exit", (code) => resolve({ code, lines: Buffer.concat(output).toString().trim().split("\n") }));
  });
}

function takePort(): Promise<number> {
  return new Promise((resolve) => {
    server = createServer().listen(0, () => resolve((server!.address() as { port: number }).port));
  });
}

describe("a start that cannot succeed", () => {
  it("says in one line that the port is taken, before it starts anything", async () => {
    const port = await takePort();
    const { code, lines } = await start("demo.ts", { PORT: String(port) });
    expect(code).toBe(1);
    expect(lines).toEqual([
      `PORT: ${port} is in use by another program; stop it or choose another, for example PORT=3001`,
    ]);
  });

  it.each([
    ["PORT", { PORT: "http" }, 'must be a whole number from 1 to 65535, not "http"'],
    ["SEALTRAIL_URL", { SEALTRAIL_URL: "audit.example.com" }, "is not an address"],
    ["SEALTRAIL_URL", { SEALTRAIL_URL: "https://example.com/audit" }, "without path"],
    ["SEALTRAIL_SECRET", { SEALTRAIL_SECRET: "short", DATABASE_URL: DATABASE }, "at least 32 bytes"],
    ["DATABASE_URL", {}, "is not set"],
    ["DATABASE_URL", { DATABASE_URL: "mysql://x" }, "postgres://"],
    ["SEALTRAIL_TRUSTED_PROXIES", { DATABASE_URL: DATABASE, SEALTRAIL_TRUSTED_PROXIES: "all" }, "whole number"],
  ])("names %s and gives an example (%j)", async (variable, env, words) => {
    const { code, lines } = await start("web.ts", env);
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(words);
    expect(lines[0]).toMatch(new RegExp(`^${variable} .*for example ${variable}=`));
  });

  it("says that the database cannot be reached, without its password", async () => {
    const { code, lines } = await start("web.ts", { DATABASE_URL: DATABASE });
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^DATABASE_URL: the database cannot be reached/);
    expect(lines[0]).not.toContain("hidden");
  });

  it("refuses a data directory that is a file", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { code, lines } = await start("demo.ts", { SEALTRAIL_DATA_DIR: join(file, "data"), PORT: "39871" });
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^SEALTRAIL_DATA_DIR cannot be used: .*file/);
  });
});
