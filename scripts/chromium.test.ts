import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findChromium } from "./chromium.ts";

let dir: string;

function browser(name: string, script: string): string {
  const file = path.join(dir, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "sealtrail-browser-"));
  vi.stubEnv("PATH", dir);
  vi.stubEnv("CHROMIUM_PATH", "");
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

test("CHROMIUM_PATH goes before what is on the path", async () => {
  browser("chromium", "echo Chromium 1");
  const named = browser("mine", "echo Chromium 2");
  vi.stubEnv("CHROMIUM_PATH", named);
  expect(await findChromium()).toBe(named);
});

test("a CHROMIUM_PATH that is wrong is not passed over in silence", async () => {
  browser("chromium", "echo Chromium 1");
  vi.stubEnv("CHROMIUM_PATH", path.join(dir, "none"));
  await expect(findChromium()).rejects.toThrow(/CHROMIUM_PATH is .*none, which does not exist/);
  vi.stubEnv("CHROMIUM_PATH", browser("broken", "exit 127"));
  await expect(findChromium()).rejects.toThrow(/broken, which does not run/);
});

test("a script on the path that only says where to get the browser is passed over", async () => {
  browser("chromium", "echo install it from somewhere; exit 1");
  const second = browser("google-chrome", "echo Google Chrome 150");
  expect(await findChromium({ install: false })).toBe(second);
});
