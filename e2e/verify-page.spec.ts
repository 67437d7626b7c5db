import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { utf8, utf8Text } from "../packages/tlog/index.ts";
import {
  type BundleFiles,
  type BundleLedger,
  bundleLedger,
  makeBundle,
  zipBundle,
  zipOf,
} from "../packages/tlog/testing/bundle.ts";
import { randomFrom } from "../packages/tlog/testing/random.ts";
import { expectSound } from "./sound.ts";
import { expect, type Page, test } from "./test.ts";

const address = pathToFileURL(join(import.meta.dirname, "../generated/verify.html")).href;
let ledger: BundleLedger;
let rows: BundleFiles;
let range: BundleFiles;

test.beforeAll(async () => {
  ledger = bundleLedger(randomFrom(51), 80);
  const isIn = (seq: number) => seq % 2 === 0;
  const withheld = (seq: number) => (seq % 8 === 0 ? (["actor"] as const).slice() : []);
  rows = await makeBundle(ledger, { mode: "rows", from: 0, to: 80, isIn, withheld });
  range = await makeBundle(ledger, { mode: "range", from: 10, to: 60 });
});

const choose = (page: Page, zip: Uint8Array) =>
  page
    .getByLabel("Choose the .zip file")
    .setInputFiles({ name: "evidence.zip", mimeType: "application/zip", buffer: Buffer.from(zip) });

const verdict = (page: Page) => page.getByRole("status").getByRole("heading");
const key = (page: Page) => page.getByLabel("The ledger's verifier key");

test.beforeEach(async ({ page }) => {
  await page.goto(address);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`a bundle is verified from disk, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await expectSound(page);
    await choose(page, zipBundle(range));
    await expect(verdict(page)).toHaveText("Verified with the bundle's own key");
    await expect(key(page)).toHaveValue(ledger.vkey);
    await expect(page.getByText("This key came with the bundle")).toHaveClass("note warn");
    await expectSound(page);

    await key(page).fill(ledger.vkey);
    await page.getByRole("button", { name: "Verify with this key" }).click();
    await expect(verdict(page)).toHaveText("Verified");
    await expect(page.getByRole("img", { name: "holds" })).toHaveCount(11);
    await expect(page.getByText("No event is missing between seq 10 to 59")).toBeVisible();
    await expect(page.getByText("outcome:denied (stated, not proved)")).toBeVisible();
    await page.setViewportSize({ width: 390, height: 844 });
    await expectSound(page);
  });

test("the rows can be looked through, and one shown whole, by keyboard", async ({ page }) => {
  await choose(page, zipBundle(rows));
  const section = page.getByRole("region", { name: "Rows", exact: true });
  await expect(section.getByText("1 to 25 of 40")).toBeVisible();
  await section.getByRole("button", { name: "Next" }).press("Enter");
  await expect(section.getByText("26 to 40 of 40")).toBeVisible();
  const line = section.getByRole("button", { name: "Show line 26 whole" });
  await line.press("Enter");
  await expect(line).toHaveAttribute("aria-expanded", "true");
  await expect(section.locator("pre")).toContainText('"seq": 50');
  await expectSound(page);
});

test("one changed byte: the line and its seq are named", async ({ page }) => {
  const zip = zipOf([...rows].map(([name, content]) => ({ name, content })));
  const marker = Buffer.from(utf8Text(rows.get("events.ndjson")!).split("\n")[6]!);
  zip[Buffer.from(zip).indexOf(marker) + marker.indexOf('"action":"') + 10]! ^= 1;
  await choose(page, zip);
  await expect(verdict(page)).toHaveText("NOT verified");
  await expect(page.getByRole("status")).toContainText("events.ndjson line 7 (seq 12)");
  await expect(page.getByText("events.ndjson was changed", { exact: false })).toBeVisible();
  await expect(
    page.getByRole("row").filter({ has: page.getByRole("button", { name: "Show line 7 whole" }) }),
  ).toHaveClass("bad");
  await expectSound(page);
});

test("another key, another checkpoint, a file that is no bundle", async ({ page }) => {
  await key(page).fill(bundleLedger(randomFrom(52), 1).vkey);
  await choose(page, zipBundle(rows));
  await expect(verdict(page)).toHaveText("NOT verified");
  await expect(page.getByRole("status")).toContainText("verifier.vkey is another key");

  await key(page).fill(ledger.vkey);
  const older = await makeBundle(ledger, { mode: "rows", from: 0, to: 10, size: 70 });
  await choose(page, zipBundle(new Map(rows).set("checkpoint", older.get("checkpoint")!)));
  await expect(page.getByRole("status")).toContainText("checkpoint is signed for size 70, the manifest is of size 80");

  await choose(page, utf8("no zip"));
  await expect(page.getByRole("status")).toContainText("no zip");
});

test("what a bundle says is shown as text, never as markup", async ({ page }) => {
  const manifest = JSON.parse(utf8Text(rows.get("manifest.json")!)) as Record<string, unknown>;
  const query = '<img src=x onerror="document.title=1">\u202eabc';
  const files = new Map(rows).set("manifest.json", utf8(JSON.stringify({ ...manifest, query })));
  await choose(page, zipBundle(files));
  await expect(page.getByText('<img src=x onerror="document.title=1">\\u{202e}abc')).toBeVisible();
  await expect(page.locator("#result img")).toHaveCount(0);
  await expect(page).toHaveTitle("Verify an evidence bundle");
});
