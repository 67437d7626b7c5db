import { readFileSync } from "node:fs";
import type { Locator } from "@playwright/test";
import { altered, unpack } from "./bundle.ts";
import { demo, newEvent, send, signedIn, tenant, user } from "./demo.ts";
import { rows } from "./list.ts";
import { expectSound } from "./sound.ts";
import { expect, type Page, test } from "./test.ts";

const mark = () => Math.random().toString(36).slice(2, 10);
const exportButton = (page: Page) => page.getByRole("button", { name: "Export", exact: true });
const dialog = (page: Page) => page.getByRole("dialog", { name: /^Export/ });
const sheet = (page: Page) => page.getByRole("dialog", { name: "Evidence bundle" });
const table = (page: Page) => page.getByRole("table", { name: "Exports" });

/** Clicks until something is shown: what is clicked before the page's script runs is lost. */
async function clickUntil(button: Locator, there: Locator): Promise<void> {
  await expect(async () => {
    if (!(await there.isVisible())) await button.click({ timeout: 2_000 });
    await expect(there).toBeVisible({ timeout: 3_000 });
  }).toPass();
}

/** Events that nobody else has, listed on the Events page; `between` of others follow each in the ledger. */
async function listed(page: Page, count: number, between = 0): Promise<string> {
  const action = `${mark()}.read`;
  const other = newEvent({ action: "between.read" });
  await send(
    Array.from({ length: count }, (_, i) => [
      newEvent({ action, metadata: { number: i } }),
      ...Array.from({ length: between }, () => other),
    ]).flat(),
  );
  await page.goto(`/t/acme/events?q=action%3A${action}&range=24h`);
  await expect(rows(page)).toHaveCount(count + 1);
  return action;
}

async function openDialog(page: Page): Promise<void> {
  await clickUntil(exportButton(page), dialog(page));
}

const choose = (page: Page, format: RegExp) => dialog(page).getByRole("radio", { name: format }).check();
const start = (page: Page) => dialog(page).getByRole("button", { name: "Start export" }).click();

/** Waits for the file and takes it; its path on the disk. */
async function download(page: Page, within: Locator): Promise<string> {
  const coming = page.waitForEvent("download");
  await within.getByRole("link", { name: "Download", exact: true }).click();
  return (await coming).path();
}

async function exported(page: Page, format: RegExp): Promise<string> {
  await openDialog(page);
  await choose(page, format);
  await start(page);
  await expect(dialog(page).getByText(/^Done: /)).toBeVisible({ timeout: 30_000 });
  return download(page, dialog(page));
}

/** Asks for an export by the page's session; its id. */
async function asked(page: Page, slug: string): Promise<string> {
  return page.evaluate(async (slug) => {
    const response = await fetch(`/api/v1/exports?tenant=${slug}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ format: "ndjson", q: "outcome:denied", from: "2026-11-01T00:00:00Z" }),
    });
    return (await response.json()).id as string;
  }, slug);
}

test.describe("exports", () => {
  test.beforeEach(async ({ page }) => {
    await signedIn(page, user("acme", "security_lead"));
  });

  test("a CSV file holds the rows on screen, in their order", async ({ page }) => {
    const action = await listed(page, 3);
    await openDialog(page);
    const facts = dialog(page);
    await expect(facts.getByText("3 events", { exact: true })).toBeVisible();
    await expect(facts.getByTitle(`action:${action}`)).toBeVisible();
    await expect(facts.getByText(/^Time, Event, Outcome, From; times in /)).toBeVisible();
    await start(page);
    await expect(facts.getByText(/^Done: 3 events, /)).toBeVisible({ timeout: 30_000 });
    const text = readFileSync(await download(page, facts), "utf8");
    const lines = text.trim().split("\r\n").slice(1);
    expect(lines).toHaveLength(3);
    const shown = await rows(page)
      .locator("time")
      .evaluateAll((times) => times.map((one) => one.getAttribute("datetime")));
    const held = lines.map((line) => new Date(line.split(",")[0]!).toISOString());
    expect(held).toEqual(shown.slice(-3).map((at) => new Date(at!).toISOString()));
    for (const line of lines) expect(line).toContain("Noor Haddad");
  });

  test("an evidence bundle proves itself from the disk, and names the line that was changed", async ({
    page,
    browser,
  }) => {
    await listed(page, 4, 20);
    const bundle = unpack(await exported(page, /^Evidence bundle/));
    const offline = await (await browser.newContext({ offline: true })).newPage();
    await offline.goto(bundle.page);
    const file = offline.locator("input[type=file]");
    const verdict = (text: string) => offline.getByRole("heading", { name: text, exact: true });
    await file.setInputFiles(bundle.path);
    await expect(verdict("Verified with the bundle's own key")).toBeVisible();
    await offline.getByRole("textbox").fill(tenant("acme").vkey);
    await offline.getByRole("button", { name: "Verify with this key" }).click();
    await expect(verdict("Verified")).toBeVisible();

    const changed = altered(bundle, "events.ndjson", (text) =>
      text.replace(/^(.*\n.*\n.*?)Noor/, (_, before) => `${before}Moor`),
    );
    await file.setInputFiles(changed);
    await expect(verdict("NOT verified")).toBeVisible();
    await expect(offline.getByText("events.ndjson line 3 ").first()).toBeVisible();
    await expect(offline.getByText("events.ndjson line 2 ")).toHaveCount(0);
    await offline.context().close();
  });

  test("the sheet says what a bundle proves and how to check it, with the ledger's key", async ({ page }) => {
    await listed(page, 2);
    await exported(page, /^Evidence bundle/);
    await dialog(page).getByRole("link", { name: "Open on the Exports page" }).click();
    await expect(sheet(page).getByText("Each of the 2 events is, to the byte,")).toBeVisible();
    await expect(sheet(page).getByText("It does not prove:")).toBeVisible();
    await expect(sheet(page).getByRole("region", { name: "command to verify" })).toContainText(tenant("acme").vkey);
    await page.keyboard.press("Escape");
    await expect(sheet(page)).toBeHidden();
    await expect(page).toHaveURL(/\/t\/acme\/exports$/);
    await page.goBack();
    await expect(sheet(page)).toBeVisible();
  });

  test("is done with the keyboard alone", async ({ page }) => {
    await listed(page, 2);
    await expect(async () => {
      await page.keyboard.press("e");
      await expect(dialog(page)).toBeVisible({ timeout: 3_000 });
    }).toPass();
    await expect(dialog(page).getByRole("radio", { name: /^CSV/ })).toBeFocused();
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowDown");
    await expect(dialog(page).getByRole("radio", { name: /^NDJSON/ })).toBeChecked();
    await page.keyboard.press("Enter");
    await expect(dialog(page).getByText(/^Done: 2 events/)).toBeVisible({ timeout: 30_000 });
    const coming = page.waitForEvent("download");
    const link = dialog(page).getByRole("link", { name: "Download", exact: true });
    await expect(async () => {
      await page.keyboard.press("Tab");
      await expect(link).toBeFocused({ timeout: 100 });
    }).toPass();
    await page.keyboard.press("Enter");
    expect(
      readFileSync(await (await coming).path(), "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(2);
    await page.keyboard.press("Escape");
    await expect(dialog(page)).toBeHidden();
  });

  test("goes on without its dialog and says when the file is there", async ({ page }) => {
    await page.goto("/t/acme/events?range=all");
    await openDialog(page);
    await choose(page, /^Parquet/);
    await start(page);
    await dialog(page).getByRole("button", { name: "Keep it running" }).click();
    await expect(dialog(page)).toBeHidden();
    await expect(page.getByText("The export is there")).toBeVisible({ timeout: 50_000 });
  });

  test("is cancelled, which leaves nothing, and begun anew", async ({ page }) => {
    await page.goto("/t/acme/events?range=all");
    await openDialog(page);
    await choose(page, /^Parquet/);
    await start(page);
    await dialog(page).getByRole("button", { name: "Cancel export" }).click();
    await expect(dialog(page).getByText("Nothing of its file was kept.")).toBeVisible();
    await dialog(page).getByRole("link", { name: "Open on the Exports page" }).click();
    const opened = page.getByRole("dialog", { name: "Parquet" });
    await expect(opened.getByText("Cancelled", { exact: true })).toBeVisible();
    await opened.getByRole("button", { name: "Retry" }).click();
    await expect(opened.getByRole("progressbar")).toBeVisible();
    await opened.getByRole("button", { name: "Cancel" }).click();
    await expect(opened.getByText("Cancelled", { exact: true })).toBeVisible();
  });

  test("a deleted file is gone, and its link with it", async ({ page, request }) => {
    await listed(page, 1);
    await exported(page, /^JSON/);
    await dialog(page).getByRole("link", { name: "Open on the Exports page" }).click();
    const opened = page.getByRole("dialog", { name: "JSON" });
    const more = opened.getByRole("button", { name: /^More actions/ });
    await clickUntil(more, page.getByRole("menuitem", { name: "Make download link" }));
    await page.getByRole("menuitem", { name: "Make download link" }).click();
    const made = page.getByRole("dialog", { name: "Download link" });
    const url = await made.getByRole("region", { name: "download link", exact: true }).innerText();
    expect((await request.get(url.trim())).status()).toBe(200);
    await made.getByRole("button", { name: "Close" }).click();
    await clickUntil(more, page.getByRole("menuitem", { name: "Delete file" }));
    await page.getByRole("menuitem", { name: "Delete file" }).click();
    await page.getByRole("dialog", { name: "Delete the file?" }).getByRole("button", { name: "Delete file" }).click();
    await expect(opened.getByText("File deleted")).toBeVisible();
    await expect(opened.getByRole("link", { name: "Download", exact: true })).toHaveCount(0);
    expect((await request.get(url.trim())).status()).toBe(404);
  });
});

test("an export of another tenant or of somebody else is not there", async ({ page, browser }) => {
  const globex = await (await browser.newContext({ baseURL: demo.url })).newPage();
  await signedIn(globex, user("globex", "owner"));
  await globex.goto("/t/globex/exports");
  const foreign = await asked(globex, "globex");
  await globex.context().close();
  await signedIn(page, user("acme", "security_lead"));
  await page.goto("/t/acme/exports");
  const others = await asked(page, "acme");
  for (const [role, id] of [
    ["security_lead", foreign],
    ["security_lead", crypto.randomUUID()],
    ["security_lead", "made-up"],
    ["auditor", others],
  ] as const) {
    await page.context().clearCookies();
    await signedIn(page, user("acme", role));
    await page.goto(`/t/acme/exports?export=${id}`);
    await expect(page.getByRole("heading", { name: "There is no such export" })).toBeVisible();
  }
});

test("a viewer finds no way to export", async ({ page }) => {
  await signedIn(page, user("acme", "viewer"));
  await page.goto("/t/acme/events");
  await expect(rows(page).nth(1)).toBeVisible();
  await page.keyboard.press("e");
  await expect(exportButton(page)).toHaveCount(0);
  await expect(page.getByRole("navigation").getByRole("link", { name: "Exports" })).toHaveCount(0);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const response = await page.goto("/t/acme/exports");
  expect(response!.status()).toBe(403);
  await expect(page.getByRole("heading", { name: "Your role may not see this" })).toBeVisible();
});

test("a scheduled export is set up from the list, paused and deleted", async ({ page }) => {
  const name = `Denied ${mark()}`;
  await signedIn(page, user("acme", "auditor"));
  await page.goto("/t/acme/events?q=outcome%3Adenied&cols=time,actor");
  await openDialog(page);
  await dialog(page)
    .getByRole("link", { name: /^Schedule this/ })
    .click();
  const form = page.getByRole("dialog", { name: "Schedule an export" });
  await form.getByLabel("Name").fill(name);
  await expect(form.getByLabel("Query")).toHaveValue("outcome:denied");
  await form.getByText("Daily").click();
  await form.getByLabel("Query").fill("outcome:denied AND (");
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(form.getByText(/Position \d+: /)).toBeVisible();
  await form.getByLabel("Query").fill("outcome:denied");
  await form.getByText("Mail a link to it too").click();
  await form.getByLabel("Members who get the link").fill("nobody@elsewhere.example");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(form.getByText(/sends no mail|is no member/)).toBeVisible();
  await form.getByText("Keep it on this page").click();
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(form).toBeHidden();

  const row = page.getByRole("table", { name: "Scheduled exports" }).getByRole("row", { name });
  await expect(row).toContainText("Every day at 06:00");
  await row.getByRole("button", { name: `Pause ${name}` }).click();
  await expect(row.getByText("Paused")).toBeVisible();
  await page.reload();
  await expect(row.getByText("Paused")).toBeVisible();
  await clickUntil(row.getByRole("button", { name: /^More actions/ }), page.getByRole("menuitem", { name: "Delete" }));
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page
    .getByRole("dialog", { name: `Delete ${name}?` })
    .getByRole("button", { name: "Delete", exact: true })
    .click();
  await expect(row).toHaveCount(0);
});

for (const scheme of ["light", "dark"] as const)
  for (const width of [1440, 390])
    test(`axe finds nothing and nothing scrolls sideways, ${scheme}, ${width} wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 844 });
      await signedIn(page, user("acme", "security_lead"));
      await listed(page, 2);
      await openDialog(page);
      await expect(dialog(page).getByText("2 events", { exact: true })).toBeVisible();
      await expectSound(page);
      await choose(page, /^Evidence bundle/);
      await start(page);
      await expect(dialog(page).getByText(/^Done: /)).toBeVisible({ timeout: 30_000 });
      await expectSound(page);
      await dialog(page).getByRole("link", { name: "Open on the Exports page" }).click();
      await expect(sheet(page).getByRole("region", { name: "Verify it yourself" })).toBeVisible();
      await expectSound(page);
      await page.keyboard.press("Escape");
      await expect(table(page)).toBeVisible();
      await expectSound(page);
      await page.getByRole("tab", { name: "Scheduled" }).click();
      await page.getByRole("button", { name: "Schedule an export" }).first().click();
      await expect(page.getByRole("dialog", { name: "Schedule an export" })).toBeVisible();
      await expectSound(page);
    });
