import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import pg from "pg";
import { codeAt } from "../tests/authenticator.ts";
import { demo, signedIn, signIn, user } from "./demo.ts";
import { allowSecretOnce, expect, test } from "./test.ts";

const tag = Math.random().toString(36).slice(2, 8);
const password = "nine lanterns by the quiet sea";
const secondPassword = "seven kettles under green snow";
for (const one of [password, secondPassword]) allowSecretOnce(one);
const member = { name: `Ines Duarte ${tag}`, email: `ines-${tag}@example.com`, password };
const kept = { secret: "", recoveryCodes: [] as string[] };

const guests: BrowserContext[] = [];
test.afterEach(async () => {
  for (const context of guests.splice(0)) await context.close();
});

async function guestPage(page: Page): Promise<Page> {
  const context = await page.context().browser()!.newContext();
  guests.push(context);
  return context.newPage();
}

/** The code that the member's authenticator shows `steps` time steps from now. */
const code = (steps = 0) => codeAt(kept.secret, Date.now() + steps * 30_000);

/** The first step of signing in as the member, which leads to the code. */
async function givePassword(page: Page, who: { email: string; password: string }): Promise<void> {
  await page.goto("/signin");
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByRole("textbox", { name: "Password" }).fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Second factor" })).toBeVisible();
}

async function giveRecoveryCode(page: Page, text: string): Promise<void> {
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(text);
  await page.getByRole("button", { name: "Continue" }).click();
}

/** As if every proof of the person were an hour old. */
async function ageProofs(email: string): Promise<void> {
  const client = new pg.Client({ connectionString: demo.databases.superuser! });
  await client.connect();
  await client.query(
    "UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = (SELECT id FROM person WHERE email = $1)",
    [email],
  );
  await client.end();
}

async function openAccount(page: Page): Promise<void> {
  await page.goto("/account");
  await expect(page.getByRole("heading", { name: "Account", level: 1 })).toBeVisible();
}

test.describe.configure({ mode: "serial" });

test("a fresh member enrols an authenticator and keeps recovery codes", async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
  await page.goto("/t/acme/members");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill(member.email);
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: /^viewer\b/ }).click();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const link = await page.getByRole("region", { name: "invitation link" }).innerText();
  allowSecretOnce(link.split("#")[1]!);
  await page.getByRole("button", { name: "I have passed it on" }).click();

  const visitor = await guestPage(page);
  await visitor.goto(link);
  await visitor.getByLabel("Your name").fill(member.name);
  await visitor.getByRole("textbox", { name: "Password" }).fill(member.password);
  await visitor.getByRole("button", { name: "Create account and join" }).click();
  await expect(visitor).toHaveURL(/\/t\/acme\/(overview|events)/);

  const menu = visitor.getByRole("button", { name: `${member.name}: account and theme` });
  await expect(async () => {
    await menu.click();
    await expect(visitor.getByRole("menuitem", { name: "Account" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await visitor.getByRole("menuitem", { name: "Account" }).click();
  await visitor.getByRole("link", { name: "Add a second factor" }).click();
  await visitor.getByRole("button", { name: "Begin" }).click();
  kept.secret = (await visitor.getByRole("listitem").locator("code").innerText()).replaceAll(" ", "");
  expect(kept.secret).toMatch(/^[A-Z2-7]{32}$/);
  allowSecretOnce(kept.secret);
  await expect(visitor.getByRole("img", { name: /QR code/ })).toBeVisible();
  expect((await new AxeBuilder({ page: visitor }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  const field = visitor.getByLabel("Code of your authenticator");
  await field.fill("000000");
  await visitor.getByRole("button", { name: "Turn on" }).click();
  await expect(visitor.getByRole("alert").filter({ hasText: "does not fit" })).toBeVisible();
  await field.fill(code(-1));
  await visitor.getByRole("button", { name: "Turn on" }).click();
  const shown = visitor.getByRole("list", { name: "Your recovery codes" }).getByRole("listitem");
  await expect(shown).toHaveCount(10);
  kept.recoveryCodes = await shown.allInnerTexts();
  for (const one of kept.recoveryCodes) allowSecretOnce(one);
  const download = visitor.waitForEvent("download");
  await visitor.getByRole("button", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe("sealtrail-recovery-codes.txt");
  const onward = visitor.getByRole("button", { name: "Continue" });
  await expect(onward).toBeDisabled();
  await visitor.getByLabel("I have kept these codes").check();
  await onward.click();
  await expect(visitor.getByText("10 recovery codes left of 10.")).toBeVisible();
  await visitor.reload();
  expect(await visitor.content()).not.toContain(kept.recoveryCodes[0]);
});

test("signing in asks for a code; a recovery code works once", async ({ page }) => {
  await givePassword(page, member);
  await page.getByLabel("Code of your authenticator").fill("000 000");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This code is wrong" })).toBeVisible();
  await page.getByLabel("Code of your authenticator").fill(code());
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/t\/acme\/(overview|events)/);

  const [first] = kept.recoveryCodes;
  const visitor = await guestPage(page);
  await givePassword(visitor, member);
  await giveRecoveryCode(visitor, first!.toLowerCase().replaceAll("-", " "));
  await expect(visitor).toHaveURL(/\/t\/acme\/(overview|events)/);
  await openAccount(visitor);
  await expect(visitor.getByText("9 recovery codes left of 10.")).toBeVisible();

  const other = await guestPage(page);
  await givePassword(other, member);
  await giveRecoveryCode(other, first!);
  await expect(other.getByRole("alert").filter({ hasText: "used before" })).toBeVisible();
});

test("another session is ended from the list, and that browser is out at its next click", async ({ page }) => {
  await givePassword(page, member);
  await giveRecoveryCode(page, kept.recoveryCodes[1]!);
  await expect(page).toHaveURL(/\/t\/acme\/(overview|events)/);
  const visitor = await guestPage(page);
  await givePassword(visitor, member);
  await giveRecoveryCode(visitor, kept.recoveryCodes[2]!);
  await expect(visitor).toHaveURL(/\/t\/acme\/(overview|events)/);

  await openAccount(page);
  const sessions = page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
  const before = await sessions.count();
  expect(before).toBeGreaterThan(1);
  await expect(sessions.filter({ hasText: "this session" })).toHaveCount(1);
  // The one last used stands first after this one's own requests.
  await sessions
    .filter({ hasNotText: "this session" })
    .first()
    .getByRole("button", { name: /^End the session on/ })
    .click();
  await expect(sessions).toHaveCount(before - 1);
  await visitor.goto("/t/acme/integrity");
  await expect(visitor).toHaveURL(/\/signin/);
  await page.getByRole("button", { name: /^End \d+ other sessions?$/ }).click();
  await expect(sessions).toHaveCount(1);
});

test("a change after a while asks for a proof first; turning away changes nothing", async ({ page }) => {
  await givePassword(page, member);
  await giveRecoveryCode(page, kept.recoveryCodes[5]!);
  await expect(page).toHaveURL(/\/t\/acme\/(overview|events)/);
  await ageProofs(member.email);
  await openAccount(page);
  const field = page.getByRole("textbox", { name: "Name" });
  await field.fill(`${member.name} the Second`);
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
  await expect(dialog).toBeVisible();
  expect((await new AxeBuilder({ page }).include("[role=dialog]").analyze()).violations.map(({ id }) => id)).toEqual(
    [],
  );
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alert").filter({ hasText: "nothing was changed" })).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await dialog.getByLabel("Code of your authenticator").fill("000000");
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "This code is wrong" })).toBeVisible();
  await dialog.getByRole("button", { name: "Use a recovery code" }).click();
  await dialog.getByLabel("Recovery code").fill(kept.recoveryCodes[6]!);
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("Saved.")).toBeVisible();
  await field.fill(member.name);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
  await expect(dialog).toHaveCount(0);
});

test("members' sessions: an owner sees them with person, device and address, and ends one", async ({ page }) => {
  const visitor = await guestPage(page);
  await givePassword(visitor, member);
  await giveRecoveryCode(visitor, kept.recoveryCodes[3]!);
  await expect(visitor).toHaveURL(/\/t\/acme\/(overview|events)/);
  await signIn(page, user("acme", "owner"), "/");
  await page.goto("/t/acme/sessions");
  const row = page
    .getByRole("table", { name: "Sessions of members" })
    .getByRole("row")
    .filter({ hasText: member.email })
    .first();
  await expect(row).toContainText("Linux");
  await row.getByRole("button", { name: `End the session of ${member.name}` }).click();
  const dialog = page.getByRole("dialog", { name: `End the session of ${member.name}?` });
  await expect(dialog).toContainText("1 session");
  await dialog.getByRole("button", { name: "End session" }).click();
  await expect(dialog).toHaveCount(0);
  await visitor.goto("/t/acme/integrity");
  await expect(visitor).toHaveURL(/\/signin/);
});

test("an operator's link sets a new password once; the second factor stays", async ({ page }) => {
  const operator = demo.users.find((one) => one.tenant === null)!;
  await page.goto("/operator");
  await page.getByLabel("E-mail").fill(operator.email);
  await page.getByRole("textbox", { name: "Password" }).fill(operator.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByLabel("E-mail address of the account").fill(member.email);
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("button", { name: "Make a link to a new password" }).click();
  const link = await page.getByRole("region", { name: "link to a new password" }).innerText();
  expect(link).toMatch(/\/reset#st_rst_\w+$/);
  allowSecretOnce(link.split("#")[1]!);

  const visitor = await guestPage(page);
  const requested: string[] = [];
  visitor.on("request", (request) => requested.push(request.url()));
  await visitor.goto(link);
  await expect(visitor.getByLabel("Account")).toHaveValue(member.email);
  expect(new URL(visitor.url()).hash).toBe("");
  await visitor.getByRole("textbox", { name: "New password" }).fill("Password1234");
  await visitor.getByRole("button", { name: "Set the password" }).click();
  await expect(visitor.getByText("It is among the most common ones")).toBeVisible();
  await visitor.getByRole("textbox", { name: "New password" }).fill(secondPassword);
  await visitor.getByRole("button", { name: "Set the password" }).click();
  await expect(visitor.getByText("Your new password is set")).toBeVisible();
  expect(requested.filter((url) => url.includes("st_rst_") && !url.includes("#"))).toEqual([]);

  const late = await guestPage(page);
  await late.goto(link);
  await expect(late.getByRole("alert").filter({ hasText: "cannot be used" })).toBeVisible();
  await givePassword(visitor, { ...member, password: secondPassword });
  await giveRecoveryCode(visitor, kept.recoveryCodes[4]!);
  await expect(visitor).toHaveURL(/\/t\/acme\/(overview|events)/);
});

test("the page of a forgotten password says what to do where no mail can be sent", async ({ page }) => {
  await page.goto("/signin");
  await page.getByRole("link", { name: "Forgot password?" }).click();
  await expect(page.getByRole("heading", { name: "New password" })).toBeVisible();
  await expect(page.getByText("cannot send mail")).toBeVisible();
  await page.getByRole("link", { name: "Back to sign in" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing on the account's pages, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.goto("/reset");
    expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
    await signIn(page, user("acme", "owner"), "/");
    for (const path of ["/account", "/account/second-factor", "/t/acme/sessions"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => ({ path, id, nodes: nodes.map((node) => node.html) }))).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/account", "/t/acme/sessions"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
}
