import { hash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useSha256 } from "../packages/tlog/index.ts";
import { zipBundle } from "../packages/tlog/testing/bundle.ts";
import { randomFrom } from "../packages/tlog/testing/random.ts";
import { buildPage } from "../packages/verify-page/build.ts";
import { CHROMIUM_FLAGS, findChromium } from "../scripts/chromium.ts";
import { alter } from "./bundle-alterations/alter.ts";
import { makeBases } from "./bundle-alterations/bases.ts";
import { commandLine } from "./bundle-alterations/judges.ts";
import { judgeAlterations } from "./bundle-alterations/run.ts";

const SEED = 20_261_128;
const ALTERED = 250;
const IN_BROWSER = 24;
const chromiumPath = await findChromium({ install: false }).catch(() => undefined);

beforeAll(() => useSha256((bytes) => hash("sha256", bytes, "binary")));
afterAll(() => useSha256(undefined));

describe("altered bundles", () => {
  test(`${ALTERED} altered bundles: no verifier takes one whose content is another, and they never disagree`, async () => {
    const result = await judgeAlterations(ALTERED, SEED, await buildPage());
    expect(result.faults).toEqual([]);
    expect(result).toMatchObject({ altered: ALTERED, untouched: 9 });
    expect(result.accepted).toBeLessThan(ALTERED / 5);
    expect(result.judges.length).toBeGreaterThanOrEqual(2);
  }, 300_000);

  test.skipIf(chromiumPath === undefined)(
    "verify.html opened from disk in a browser says the same",
    async () => {
      const directory = await mkdtemp(join(tmpdir(), "sealtrail-page-"));
      const browser = await chromium.launch({ executablePath: chromiumPath!, args: [...CHROMIUM_FLAGS] });
      try {
        writeFileSync(join(directory, "verify.html"), await buildPage());
        const page = await browser.newPage();
        const requests: string[] = [];
        page.on("request", (request) => requests.push(request.url()));
        const address = pathToFileURL(join(directory, "verify.html")).href;
        const random = randomFrom(SEED);
        const bases = await makeBases(random);
        for (let i = 0; i < IN_BROWSER + bases.length; i++) {
          const base = bases[i % bases.length]!;
          const { what, zip } =
            i < bases.length ? { what: base.name, zip: zipBundle(base.files) } : alter(random, base);
          await page.goto(address);
          await page.getByLabel("verifier key").fill(base.ledger.vkey);
          const file = { name: "bundle.zip", mimeType: "application/zip", buffer: Buffer.from(zip) };
          await page.getByLabel("Choose the .zip file").setInputFiles(file);
          const verdict = await page.locator(".verdict h2").textContent();
          const [ours] = commandLine([{ zip, vkey: base.ledger.vkey }]);
          expect(verdict, what).toBe(ours === "verified" ? "Verified" : "NOT verified");
          if (i < bases.length) expect(verdict, what).toBe("Verified");
        }
        expect(requests.filter((url) => url !== address)).toEqual([]);
      } finally {
        await browser.close();
        await rm(directory, { recursive: true, force: true });
      }
    },
    300_000,
  );
});

test("the page in generated/ is made of these sources, the same at every time", async () => {
  const page = await buildPage();
  expect(await buildPage()).toBe(page);
  expect(readFileSync(join(import.meta.dirname, "../generated/verify.html"), "utf8")).toBe(page);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/https?:\/\//);
});
