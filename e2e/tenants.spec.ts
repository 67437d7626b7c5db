import type { BrowserContext, Page } from "@playwright/test";
import { send, signedIn, signIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { allowSecretOnce, expect, test } from "./test.ts";

const operator = user(null, "operator");
const tag = Math.random().toString(36).slice(2, 8);
const tenantName = `Initech ${tag}`;
const slug = `initech-${tag}`;

const others: BrowserContext[] = [];
test.afterEach(async () => {
  for (const context of others.splice(0)) await context.close();
});

async function otherPage(page: Page): Promise<Page> {
  const context = await page.context().browser()!.newContext();
  others.push(context);
  return context.newPage();
}

async function asOperator(page: Page): Promise<void> {
  await page.goto("/operator");
  await page.getByLabel("E-mail").fill(operator.email);
  await page.getByRole("textbox", { name: "Password" }).fill(operator.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Tenants", level: 1 })).toBeVisible();
}

/** The invitation's link that the dialog shows once. */
async function takeLink(page: Page): Promise<string> {
  const link = await page.getByRole("region", { name: "invitation link" }).innerText();
  allowSecretOnce(link.split("#")[1]!);
  await page.getByRole("button", { name: "Done" }).click();
  return link;
}

const rowOf = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });

test.describe("settings", () => {
  test("are saved, stand there after a reload and in the trail with before and after", async ({ page }) => {
    await signedIn(page, user("acme", "owner"));
    await page.goto("/t/acme/settings");
    const holidays = page.getByRole("form", { name: "Holidays" });
    await holidays.getByRole("button", { name: "Add a holiday" }).click();
    await holidays
      .getByLabel(/^Date of holiday/)
      .last()
      .fill("2027-05-01");
    await holidays
      .getByLabel(/^Name of holiday/)
      .last()
      .fill(`Labour Day ${tag}`);
    await holidays.getByRole("button", { name: "Save" }).click();
    await expect(holidays.getByText("Saved.")).toBeVisible();
    await page.reload();
    await expect(holidays.getByLabel(/^Name of holiday/).last()).toHaveValue(`Labour Day ${tag}`);
    await expectSound(page);
    const list = await page.request.get("/api/v1/events?tenant=acme&q=action:tenant.updated&limit=1");
    const [{ event }] = (await list.json()).records;
    expect(JSON.stringify(event.changes)).toContain(`Labour Day ${tag}`);
    await holidays.getByRole("button", { name: `Remove Labour Day ${tag}` }).click();
    await holidays.getByRole("button", { name: "Save" }).click();
    await expect(holidays.getByText("Saved.")).toBeVisible();
  });

  test("a fault is told where it is, and nothing is changed", async ({ page }) => {
    await signedIn(page, user("acme", "owner"));
    await page.goto("/t/acme/settings");
    const hours = page.getByRole("form", { name: "Business hours" });
    await hours.getByLabel("Monday, to").first().fill("08:00");
    await hours.getByRole("button", { name: "Save" }).click();
    await expect(hours.getByRole("alert")).toContainText("must end after it begins");
    await page.reload();
    await expect(hours.getByLabel("Monday, to").first()).not.toHaveValue("08:00");
  });

  test("a viewer sees them and can save none", async ({ page }) => {
    await signedIn(page, user("acme", "viewer"));
    await page.goto("/t/acme/settings");
    await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
    await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectSound(page);
  });
});

test("a page that the role may not see says so calmly, and who tried stands in the trail", async ({ page }) => {
  await signedIn(page, user("acme", "viewer"));
  for (const path of ["members", "roles", "sessions"]) {
    expect((await page.goto(`/t/acme/${path}`))!.status(), path).toBe(403);
    await expect(page.getByRole("heading", { name: "Your role may not see this" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Events", exact: true })).toBeVisible();
  }
  await expectSound(page);
  const list = await page.request.get("/api/v1/events?tenant=acme&q=action:access.denied&limit=1");
  expect((await list.json()).records[0].event).toMatchObject({
    outcome: "denied",
    actor: { email: user("acme", "viewer").email },
  });
});

test.describe("operators", () => {
  test.describe.configure({ mode: "serial" });

  test("a member is told that there is no such page", async ({ page }) => {
    await signedIn(page, user("acme", "owner"));
    expect((await page.goto("/operator"))!.status()).toBe(404);
  });

  test("make a tenant, whose owner comes in by the link and switches between two tenants", async ({ page }) => {
    await asOperator(page);
    await page.getByRole("button", { name: "New tenant" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(tenantName);
    await expect(dialog.getByRole("textbox", { name: "Short name" })).toHaveValue(slug);
    await dialog.getByRole("textbox", { name: "First owner" }).fill(user("acme", "owner").email);
    await expectSound(page);
    await dialog.getByRole("button", { name: "Make the tenant" }).click();
    const lost = await takeLink(page);
    await expect(rowOf(page, slug)).toContainText("no owner yet");
    await expectSound(page);
    await rowOf(page, slug)
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await page.getByRole("menuitem", { name: "Invite an owner…" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "E-mail address" }).fill(user("acme", "owner").email);
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    const link = await takeLink(page);

    const owner = await otherPage(page);
    await signIn(owner, user("acme", "owner"));
    await owner.goto(lost);
    await expect(owner.getByText(/cannot be used/)).toBeVisible();
    await owner.goto("about:blank");
    await owner.goto(link);
    await owner.getByRole("button", { name: /^(Accept|Join)/ }).click();
    await expect(owner).toHaveURL(new RegExp(`/t/${slug}/`));
    await owner.getByRole("button", { name: `Tenant: ${tenantName}` }).click();
    await owner.getByRole("menuitem", { name: "Acme Robotics" }).click();
    await expect(owner).toHaveURL(/\/t\/acme\/overview/);
    await expect(owner.getByRole("button", { name: "Tenant: Acme Robotics" })).toBeVisible();
  });

  test("its pages begin without events: each says so, and how to begin", async ({ page }) => {
    await signIn(page, user("acme", "owner"));
    await page.goto(`/t/${slug}`);
    await expect(page).toHaveURL(new RegExp(`/t/${slug}/overview$`));
    await expect(page.getByRole("heading", { name: "No system sends events here yet" })).toBeVisible();
    for (const [width, scheme] of [
      [1440, "light"],
      [390, "dark"],
    ] as const) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme: scheme });
      for (const path of ["overview", "anomalies", "secrets"]) {
        await page.goto(`/t/${slug}/${path}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectSound(page);
      }
    }
    await expect(page.getByRole("heading", { name: "No event has named a secret yet" })).toBeVisible();
  });

  test("suspend and resume it: members are kept out in words, and let in again", async ({ page }) => {
    await asOperator(page);
    const member = await otherPage(page);
    await signIn(member, user("acme", "owner"));
    await member.goto(`/t/${slug}/events`);
    await expect(member.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();

    await rowOf(page, slug)
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await page.getByRole("menuitem", { name: "Suspend…" }).click();
    await page.getByRole("textbox", { name: "Reason" }).fill("not paid");
    await page.getByRole("button", { name: "Suspend", exact: true }).click();
    await expect(rowOf(page, slug)).toContainText("Suspended");
    await member.goto(`/t/${slug}/events`);
    await expect(member.getByText(/suspended/i).first()).toBeVisible();
    await expect(member.getByRole("heading", { name: "Events", level: 1 })).toHaveCount(0);
    await expectSound(member);
    expect((await member.request.get(`/api/v1/events?tenant=${slug}`)).status()).toBe(403);
    await member.goto("/t/acme/events");
    await expect(member.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();

    await rowOf(page, slug)
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await page.getByRole("menuitem", { name: "Resume…" }).click();
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await expect(rowOf(page, slug)).toContainText("Active");
    await member.goto(`/t/${slug}/events`);
    await expect(member.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();
  });

  test("set limits, which the tenant's settings show", async ({ page }) => {
    await asOperator(page);
    await rowOf(page, slug)
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await page.getByRole("menuitem", { name: "Limits…" }).click();
    await page.getByLabel("Custom roles").fill("7");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    const member = await otherPage(page);
    await signIn(member, user("acme", "owner"));
    await member.goto(`/t/${slug}/settings`);
    await expect(member.getByRole("row", { name: /Custom roles/ })).toContainText("7");
  });

  test("find somebody who cannot sign in, and see no event of any tenant", async ({ page }) => {
    await asOperator(page);
    await page.getByLabel("E-mail address of the account").fill(user("acme", "viewer").email);
    await page.getByRole("button", { name: "Find" }).click();
    await expect(page.getByText(/Acme Robotics \(viewer\)/)).toBeVisible();
    expect((await page.goto("/t/acme/events"))!.status()).toBe(404);
    expect((await page.request.get("/api/v1/events?tenant=acme")).status()).toBe(404);
  });
});

test("what Sealtrail records about itself is one click away", async ({ page }) => {
  await send([{ occurred_at: new Date().toISOString(), action: "door.opened", actor: { type: "user", id: "u_1" } }]);
  await signedIn(page, user("acme", "owner"));
  await page.goto("/t/acme/events?range=24h");
  await page.getByRole("button", { name: "About Sealtrail" }).click();
  await expect(page).toHaveURL(/origin/);
  const table = page.getByRole("grid", { name: "Events" }).or(page.getByRole("table", { name: "Events" }));
  await expect(table.getByText(/signed in|searched/).first()).toBeVisible();
  await expect(table.getByText("door.opened")).toHaveCount(0);
});
