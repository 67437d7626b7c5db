import type { Locator } from "@playwright/test";
import { signedIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { expect, type Page, test } from "./test.ts";

const name = (what: string) => `${what} ${Date.now().toString(36)}`;
const menu = (page: Page) => page.getByRole("button", { name: /^View: / });
const option = (page: Page, view: string) => page.getByRole("option", { name: view });
const modified = (page: Page) => page.getByText("Modified", { exact: true });
const rows = (page: Page) => page.getByRole("region", { name: "List of events" }).getByRole("row");

/** Clicks until something is shown, or no longer: what is clicked before the page's script runs is lost. */
async function clickUntil(button: Locator, there: Locator, isThere = true): Promise<void> {
  await expect(async () => {
    if ((await there.isVisible()) !== isThere) await button.click({ timeout: 2_000 });
    await expect(there).toBeVisible({ visible: isThere, timeout: 2_000 });
  }).toPass();
}

async function openAs(page: Page, role: string, search = ""): Promise<void> {
  await signedIn(page, user("acme", role));
  await page.goto(`/t/acme/events${search}`);
  await expect(menu(page)).toBeVisible();
}

const search = (page: Page) => page.getByRole("textbox", { name: "Find a view" });
const openMenu = (page: Page) => clickUntil(menu(page), search(page));
const openActions = (page: Page, view: string) =>
  clickUntil(
    page.getByRole("button", { name: `Actions for the view ${view}` }),
    page.getByRole("menuitem", { name: "Rename" }),
  );

async function save(page: Page, view: string, { isShared = false, role = "" } = {}): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Save view" });
  await clickUntil(page.getByRole("button", { name: /^Save (view|as)$/ }), dialog);
  await dialog.getByLabel("Name").fill(view);
  if (isShared) await dialog.getByRole("radio", { name: "All members" }).check();
  if (role) {
    await dialog.getByRole("combobox", { name: "Open by default for" }).click();
    await page.getByRole("option", { name: role, exact: true }).click();
  }
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(menu(page)).toHaveAccessibleName(`View: ${view}`);
}

async function remove(page: Page, view: string): Promise<void> {
  await openActions(page, view);
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${view}?` });
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(dialog).toBeHidden();
  await expect(page).not.toHaveURL(/view=/);
}

test("a view is saved, differs when the page does, is discarded, overwritten, renamed and deleted", async ({
  page,
}) => {
  const view = name("Denied");
  await openAs(page, "viewer", "?q=outcome%3Adenied&range=30d");
  await save(page, view);
  await expect(page).toHaveURL(/view=[0-9a-f-]{36}/);
  await expect(modified(page)).toBeHidden();
  const id = new URL(page.url()).searchParams.get("view");

  await page.goto(`/t/acme/events?q=outcome%3Afailure&range=30d&view=${id}`);
  await expect(modified(page)).toBeVisible();
  await clickUntil(page.getByRole("button", { name: "Discard" }), modified(page), false);
  await expect(page).toHaveURL(/q=outcome%3Adenied/);
  await expect(modified(page)).toBeHidden();
  await expect(rows(page).nth(1)).toContainText("denied");

  await page.goto(`/t/acme/events?q=outcome%3Afailure&range=90d&view=${id}`);
  const overwrite = page
    .getByRole("group", { name: "Changes to the view" })
    .getByRole("button", { name: "Save", exact: true });
  await clickUntil(overwrite, modified(page), false);
  await expect(modified(page)).toBeHidden();
  await page.goto(`/t/acme/events?view=${id}`);
  await expect(page).toHaveURL(/q=outcome%3Afailure&range=90d/);

  await openActions(page, view);
  await expect(page.getByRole("menuitem", { name: "Share with all members" })).toBeHidden();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(`${view} again`);
  await page.keyboard.press("Enter");
  await expect(menu(page)).toHaveAccessibleName(`View: ${view} again`);

  await remove(page, `${view} again`);
  await openMenu(page);
  await expect(option(page, view)).toBeHidden();
  await page.goto(`/t/acme/events?view=${id}`);
  await expect(page.getByText("Deleted, or not shared with you")).toBeVisible();
  const goOn = page.getByRole("button", { name: "Go on without it" });
  await clickUntil(goOn, goOn, false);
  await expect(page).not.toHaveURL(/view=/);
});

test("a shared view is found by others, opens for a role by default, and goes when it is made private", async ({
  page,
  browser,
}) => {
  const view = name("Night watch");
  await openAs(page, "security_lead", "?q=outcome%3Adenied&range=90d&order=oldest");
  await save(page, view, { isShared: true, role: "viewer" });
  const context = await browser.newContext();
  const other = await context.newPage();
  try {
    await signedIn(other, user("acme", "viewer"));
    await other.goto("/t/acme/events");
    await expect(other).toHaveURL(/q=outcome%3Adenied&range=90d&order=oldest.*view=/);
    await expect(menu(other)).toHaveAccessibleName(`View: ${view}`);
    await expect(other.getByRole("button", { name: `Actions for the view ${view}` })).toBeHidden();
    await openMenu(other);
    await expect(other.getByRole("group", { name: "Shared" }).getByRole("option", { name: view })).toContainText("by ");
    await option(other, "All activity").click();
    // The address says that it is not the role's view, so that a reload shows the same.
    await expect(other).toHaveURL(/\/events\?range=7d$/);
    await other.reload();
    await expect(menu(other)).toHaveAccessibleName("View: All activity");
    await other.goto("/t/acme/events?q=outcome%3Afailure");
    await expect(menu(other)).toHaveAccessibleName("View: Views");
  } finally {
    await openActions(page, view);
    await page.getByRole("menuitem", { name: "Make private" }).click();
    const dialog = page.getByRole("dialog", { name: `Make ${view} private?` });
    await expect(dialog).toContainText("These roles will open without a view: viewer.");
    await dialog.getByRole("button", { name: "Make private" }).click();
    await expect(dialog).toBeHidden();
  }
  await other.goto("/t/acme/events");
  await expect(menu(other)).toHaveAccessibleName("View: All activity");
  await context.close();
  await remove(page, view);
});

test("the menu of views works by the keyboard alone", async ({ page }) => {
  await openAs(page, "owner");
  await openMenu(page);
  await page.keyboard.press("Escape");
  await expect(search(page)).toBeHidden();
  await expect(menu(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(search(page)).toBeFocused();
  await page.keyboard.type("sign");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/category%3Aauthentication/);
  await expect(menu(page)).toBeFocused();
  await expect(menu(page)).toHaveAccessibleName("View: Sign-ins");
  await page.keyboard.press("Enter");
  await expect(search(page)).toBeFocused();
});

const palette = (page: Page) => page.getByRole("combobox", { name: /^Go to a page/ });

async function openPalette(page: Page): Promise<void> {
  // One that was just left may still be on its way out.
  await expect(palette(page)).toBeHidden();
  await expect(async () => {
    if (!(await palette(page).isVisible())) await page.keyboard.press("Control+k");
    await expect(palette(page)).toBeFocused({ timeout: 2_000 });
  }).toPass();
}

test("the command palette goes to pages, views, keys and queries by the keyboard, and gives the focus back", async ({
  page,
}) => {
  await signedIn(page, user("acme", "owner"));
  await page.goto("/t/acme/members");
  await openPalette(page);
  await expect(page.getByRole("option", { name: /^Members/ })).toBeVisible();
  await page.keyboard.type("integ");
  await expect(page.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/t\/acme\/integrity$/);

  await openPalette(page);
  await page.keyboard.type("outcome:denied env:prod");
  await expect(page.getByRole("option", { name: "Search events for outcome:denied env:prod" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/events\?q=outcome%3Adenied\+env%3Aprod/);
  await expect(rows(page).nth(1)).toContainText("denied");

  // Asked before, it is offered now.
  await openPalette(page);
  await expect(page.getByRole("group", { name: "Recent queries" })).toContainText("outcome:denied env:prod");
  await page.keyboard.type("denied and");
  await page.keyboard.press("Enter");
  await expect(menu(page)).toHaveAccessibleName("View: Denied and failed");

  const trigger = page.getByRole("button", { name: "Command palette" });
  await trigger.focus();
  await page.keyboard.press("Enter");
  await expect(palette(page)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("option", { name: "Sign out" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  await expect(palette(page)).toBeHidden();
  await expect(trigger).toBeFocused();

  await openPalette(page);
  await page.keyboard.type("times in utc");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/zone=utc/);
});

test("the palette offers what the person may see", async ({ page }) => {
  await signedIn(page, user("acme", "viewer"));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto("/t/acme/events");
  await openPalette(page);
  await expect(page.getByRole("group", { name: "Actors" })).toBeVisible();
  await expect(page.getByRole("option", { name: /^Members/ })).toHaveCount(0);
  await expect(page.getByRole("group", { name: "Keys" })).toHaveCount(0);
  expect(asked).not.toContain("/api/v1/keys");
});

for (const scheme of ["light", "dark"] as const)
  test(`views and palette are sound for all, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    const view = name("Sound");
    await openAs(page, "owner", "?q=outcome%3Adenied&range=30d");
    await openMenu(page);
    await expectSound(page);
    await page.keyboard.press("Escape");
    await clickUntil(page.getByRole("button", { name: "Save view" }), page.getByRole("dialog", { name: "Save view" }));
    await page.getByRole("radio", { name: "All members" }).check();
    await expectSound(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await save(page, view);
    await page.goto(`${page.url()}&order=oldest`);
    await expect(modified(page)).toBeVisible();
    await openActions(page, view);
    await expectSound(page);
    await page.keyboard.press("Escape");
    await remove(page, view);
    await openPalette(page);
    await expect(page.getByRole("group", { name: "Actors" })).toBeAttached();
    await expectSound(page);
  });
