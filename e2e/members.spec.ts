import type { BrowserContext, Page } from "@playwright/test";
import { demo, signedIn, signIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { allowSecretOnce, expect, test } from "./test.ts";

const owner = user("acme", "owner");
const password = "seven quiet harbours at dawn";
const tag = Math.random().toString(36).slice(2, 8);
allowSecretOnce(password);
const guest = { name: `Nia Okafor ${tag}`, email: `nia-${tag}@example.com`, password };

const guests: BrowserContext[] = [];
test.afterEach(async () => {
  for (const context of guests.splice(0)) await context.close();
});

async function guestPage(page: Page): Promise<Page> {
  const context = await page.context().browser()!.newContext();
  guests.push(context);
  return context.newPage();
}

async function openMembers(page: Page): Promise<void> {
  await page.goto("/t/acme/members");
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
}

/** Invites through the dialog and answers with the link that it shows. */
async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill(email);
  await chooseRole(page, dialog.getByRole("combobox", { name: "Role" }), role);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const shown = page.getByRole("dialog", { name: "Pass this link on" });
  const link = await shown.getByRole("region", { name: "invitation link" }).innerText();
  expect(link).toMatch(/\/invite#st_inv_\w+$/);
  allowSecretOnce(link.split("#")[1]!);
  await shown.getByRole("button", { name: "I have passed it on" }).click();
  await expect(shown).toHaveCount(0);
  return link;
}

async function chooseRole(page: Page, field: ReturnType<Page["getByRole"]>, role: string): Promise<void> {
  await field.click();
  await page.getByRole("option", { name: new RegExp(`^${role}\\b`) }).click();
}

const rowOf = (page: Page, table: string, text: string) =>
  page.getByRole("table", { name: table }).getByRole("row").filter({ hasText: text });

test.describe.configure({ mode: "serial" });

test("an owner invites; the link makes an account, lands in the tenant with its role, and works no second time", async ({
  page,
}) => {
  await signedIn(page, owner);
  await openMembers(page);
  const link = await invite(page, guest.email, "auditor");
  await expect(rowOf(page, "Invitations", guest.email)).toContainText("auditor");
  await page.reload();
  expect(await page.content()).not.toContain("st_inv_");

  const visitor = await guestPage(page);
  const requested: string[] = [];
  visitor.on("request", (request) => requested.push(request.url()));
  await visitor.goto(link);
  await expect(visitor.getByRole("heading", { name: "Join Acme Robotics" })).toBeVisible();
  await expect(visitor.getByText(guest.email)).toBeVisible();
  expect(new URL(visitor.url()).hash).toBe("");
  await expectSound(visitor);
  await visitor.getByLabel("Your name").fill(guest.name);
  await visitor.getByRole("textbox", { name: "Password" }).fill("too short");
  await visitor.getByRole("button", { name: "Create account and join" }).click();
  await expect(visitor.getByRole("alert").filter({ hasText: "fewer than 12 characters" })).toBeVisible();
  await visitor.getByRole("textbox", { name: "Password" }).fill(guest.password);
  await visitor.getByRole("button", { name: "Create account and join" }).click();
  await expect(visitor).toHaveURL(/\/t\/acme\/(overview|events)/);
  await expect(visitor.getByRole("button", { name: `${guest.name}: account and theme` })).toContainText("auditor");
  expect(requested.filter((url) => url.includes("st_inv_") && !url.includes("#"))).toEqual([]);

  await page.reload();
  await expect(rowOf(page, "Members", guest.email)).toContainText(guest.name);
  await expect(rowOf(page, "Invitations", guest.email)).toHaveCount(0);

  const late = await guestPage(page);
  await late.goto(link);
  await expect(late.getByRole("heading", { name: "This invitation does not open" })).toBeVisible();
});

test("another role is in force with the next click; being removed ends it", async ({ page }) => {
  const visitor = await guestPage(page);
  await signIn(visitor, guest);
  await visitor.goto("/t/acme/members");
  await expect(visitor.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
  await expect(visitor.getByRole("button", { name: "Invite", exact: true })).toHaveCount(0);
  await expect(visitor.getByRole("combobox")).toHaveCount(0);

  await signedIn(page, owner);
  await openMembers(page);
  await chooseRole(page, page.getByRole("combobox", { name: `Role of ${guest.name}` }), "viewer");
  const change = page.getByRole("dialog", { name: `Make ${guest.name} viewer?` });
  await expect(change).toContainText(`${guest.name} is auditor`);
  await change.getByRole("button", { name: "Change role" }).click();
  await expect(page.getByRole("combobox", { name: `Role of ${guest.name}` })).toHaveValue("viewer");
  await visitor.reload();
  await expect(visitor.getByRole("heading", { name: "Your role may not see this" })).toBeVisible();

  await visitor.goto("/t/acme/events");
  await expect(visitor.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: `Actions for ${guest.name}` }).click();
  await page.getByRole("menuitem", { name: "Remove…" }).click();
  const remove = page.getByRole("dialog", { name: `Remove ${guest.name}?` });
  await expect(remove).toContainText(/\d sessions? of theirs loses? Acme Robotics/);
  await remove.getByRole("button", { name: "Remove" }).click();
  await expect(rowOf(page, "Members", guest.email)).toHaveCount(0);
  expect((await visitor.goto("/t/acme/events"))!.status()).toBe(404);
  expect((await visitor.request.get(`${demo.url}/api/v1/events?tenant=acme`)).status()).toBe(404);
});

test("somebody with an account signs in on the way and comes back to accept", async ({ page }) => {
  await signedIn(page, owner);
  await openMembers(page);
  const link = await invite(page, guest.email, "viewer");
  const visitor = await guestPage(page);
  await visitor.goto(link);
  await visitor.getByLabel("Your name").fill("Somebody Else");
  await visitor.getByRole("textbox", { name: "Password" }).fill(guest.password);
  await visitor.getByRole("button", { name: "Create account and join" }).click();
  await expect(visitor.getByRole("alert").filter({ hasText: "There is an account with this address" })).toBeVisible();
  await visitor.getByRole("link", { name: "I have an account: sign in" }).click();
  await visitor.getByLabel("E-mail").fill(guest.email);
  await visitor.getByRole("textbox", { name: "Password" }).fill(guest.password);
  await visitor.getByRole("button", { name: "Sign in", exact: true }).click();
  await visitor.getByRole("button", { name: "Accept" }).click();
  await expect(visitor).toHaveURL(/\/t\/acme\/(overview|events)/);
  await visitor.goto(link);
  await expect(visitor.getByRole("heading", { name: "This invitation does not open" })).toBeVisible();

  await visitor.goto("/t/acme/settings");
  await visitor.getByRole("button", { name: "Leave this tenant…" }).click();
  await visitor.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(visitor).toHaveURL(/\/signin/);
  await expect(visitor.getByText(`${guest.email} belongs to no tenant`)).toBeVisible();
});

test("another person's invitation is not theirs to take, and a revoked one opens for nobody", async ({ page }) => {
  await signedIn(page, owner);
  await openMembers(page);
  const email = `ola-${tag}@example.com`;
  const link = await invite(page, email, "viewer");
  const other = await guestPage(page);
  await signIn(other, user("globex", "owner"));
  await other.goto(link);
  await expect(other.getByText("This invitation is for o***@example.com")).toBeVisible();
  expect(await other.content()).not.toContain(email);

  await page.getByRole("button", { name: `Send again to ${email}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
  const shown = page.getByRole("dialog", { name: "Pass this link on" });
  const second = await shown.getByRole("region", { name: "invitation link" }).innerText();
  allowSecretOnce(second.split("#")[1]!);
  await shown.getByRole("button", { name: "I have passed it on" }).click();
  const visitor = await guestPage(page);
  await visitor.goto(link);
  await expect(visitor.getByRole("heading", { name: "This invitation does not open" })).toBeVisible();
  await visitor.goto("about:blank");
  await visitor.goto(second);
  await expect(visitor.getByRole("heading", { name: "Join Acme Robotics" })).toBeVisible();

  await page.getByRole("button", { name: `Revoke the invitation of ${email}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(rowOf(page, "Invitations", email)).toHaveCount(0);
  await visitor.reload();
  await expect(visitor.getByRole("heading", { name: "This invitation does not open" })).toBeVisible();
});

test("the members page sorts by its headers, and is sound in both themes and at both widths with its dialogs", async ({
  page,
}) => {
  test.slow();
  await page.emulateMedia({ reducedMotion: "reduce" });
  await signedIn(page, owner);
  await openMembers(page);
  const header = page.getByRole("columnheader", { name: "Member", exact: true });
  await expect(header).toHaveAttribute("aria-sort", "ascending");
  const names = () => page.getByRole("table", { name: "Members" }).locator("tbody tr b").allInnerTexts();
  const before = await names();
  await header.getByRole("button").press("Enter");
  await expect(header).toHaveAttribute("aria-sort", "descending");
  expect(await names()).toEqual(before.toReversed());
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await expectSound(page);
      for (const act of ["Invite", "Remove…"]) {
        if (act === "Remove…") await page.getByRole("button", { name: "Actions for Ana Ruiz" }).click();
        await page.getByRole(act === "Invite" ? "button" : "menuitem", { name: act, exact: true }).click();
        await expect(page.getByRole("dialog")).toBeVisible();
        await expectSound(page);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
    }
});
